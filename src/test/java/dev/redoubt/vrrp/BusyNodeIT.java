package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// A node that serves as much as it can goes on saying so in time. Two minutes with
/// `-Dredoubt.long=true`, 10 s otherwise.
class BusyNodeIT {
    private static final Duration LOAD =
            Duration.ofSeconds(Boolean.getBoolean("redoubt.long") ? 120 : 10);
    private static final long INTERVAL_MICROS = 100_000;
    private static final long LATE_MICROS = 30_000;

    private static String late(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("redoubt_vip_adverts_late_total"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void advertsAreInTimeUnderFullLoad() throws Exception {
        try (ServingLab lab = new ServingLab();
                UrgentWatch machine = new UrgentWatch()) {
            lab.redoubt(0, 201, "");
            lab.awaitOnlyAt(0);
            lab.redoubt(1, 200, "");
            lab.awaitBackup(1, 200);
            lab.awaitServed();
            AdvertWatch adverts = new AdvertWatch(lab.host(1));
            String sender = lab.host(0).ipv4();
            lab.await(() -> adverts.from(sender).size() > 5, "adverts are seen");

            // The start of a JVM may well have cost a few milliseconds.
            String lateBefore = late(lab.metrics(0));
            int before = adverts.from(sender).size();
            lab.host(ServingLab.CLIENTS)
                    .start(
                            "sh",
                            "-c",
                            "exec \"$0\" -h "
                                    + ServingLab.ADDRESS
                                    + " -t get,set -c 50 -P 16 -n 1000000 -l -q >/dev/null 2>&1",
                            Peers.require("redis-benchmark").toString());
            long end = System.nanoTime() + LOAD.toNanos();
            lab.await(
                    LOAD,
                    () -> {
                        assertTrue(lab.watch().isOnlyAt(0), "the backup took over");
                        return System.nanoTime() - end >= 0;
                    },
                    "the load's time");
            List<AdvertWatch.Seen> seen = adverts.from(sender);
            String metrics = lab.metrics(0);
            long gapMicros = AdvertWatch.longestGapMicros(seen, before);
            System.out.printf(
                    "%d adverts under load, the longest time between two %d us; the machine woke"
                            + " an urgent thread %d us late at most; %s%n",
                    seen.size() - before,
                    gapMicros,
                    machine.longestMicros(),
                    metrics.lines()
                            .filter(line ->
                                    line.matches("redoubt_(vrrp_.*stall|pool_commands_t).*"))
                            .toList());
            assertTrue(seen.size() - before > LOAD.toMillis() / 110, "they were all seen");
            // A host that takes the processor away from all of this machine is not Redoubt's fault.
            long stolenMicros = machine.longestMicros();
            boolean wasRobbed = stolenMicros > LATE_MICROS / 2;
            long mostMicros = INTERVAL_MICROS + LATE_MICROS + (wasRobbed ? stolenMicros : 0);
            assertTrue(gapMicros <= mostMicros, () -> gapMicros + " us");
            assertTrue(wasRobbed || lateBefore.equals(late(metrics)), metrics);
            assertEquals(List.of(), adverts.from(lab.host(1).ipv4()));
        }
    }
}
