package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers;
import dev.redoubt.peers.StolenTime;
import dev.redoubt.vrrp.AdvertWatch.Seen;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// A node that serves as much as it can goes on saying so in time, as far as its host lets it run.
/// Two minutes with `-Dredoubt.long=true`, 10 s otherwise.
class BusyNodeIT {
    private static final Duration LOAD =
            Duration.ofSeconds(Boolean.getBoolean("redoubt.long") ? 120 : 10);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration LATE = Duration.ofMillis(30);

    /// Stolen time is counted in ticks of 10 ms, at both ends.
    private static final Duration UNSURE = Duration.ofMillis(20);

    /// Who may run again once as much is over has an advert's interval left until the others take
    /// over.
    private static final Duration HARM = INTERVAL;

    private static List<String> stalls(String metrics) {
        return metrics.lines()
                .filter(line ->
                        line.matches("redoubt_(vrrp_.*stall|pool_commands_t|vip_adverts_late).*"))
                .toList();
    }

    @Test
    void advertsAreInTimeUnderFullLoad() throws Exception {
        StolenTime stolen = StolenTime.watch();
        try (ServingLab lab = new ServingLab()) {
            lab.redoubt(0, 201, "");
            lab.awaitOnlyAt(0);
            lab.redoubt(1, 200, "");
            lab.awaitBackup(1, 200);
            lab.awaitServed();
            AdvertWatch adverts = new AdvertWatch(lab.host(1));
            String sender = lab.host(0).ipv4();
            lab.await(() -> adverts.from(sender).size() > 5, "adverts are seen");
            int before = adverts.from(sender).size();
            Instant began = Instant.now();
            lab.host(ServingLab.CLIENTS)
                    .start(
                            "sh",
                            "-c",
                            "exec \"$0\" -h "
                                    + ServingLab.ADDRESS
                                    + " -t get,set -c 50 -P 16 -n 1000000 -l -q >/dev/null 2>&1",
                            Peers.require("redis-benchmark").toString());
            List<Instant> takeovers = takeovers(lab, began.plus(LOAD));
            List<Seen> seen = adverts.from(sender);
            List<Seen> here = seen.subList(before, seen.size());
            Duration most = stolen.most(began, INTERVAL.multipliedBy(3));
            System.out.printf(
                    "%d adverts under load, the longest time between two %d us; the host took a"
                            + " processor away for %d ms within 300 ms at most, and for %d ms in"
                            + " all; the backup took over at %s; %s%n",
                    here.size(),
                    AdvertWatch.longestGapMicros(here, 0),
                    most.toMillis(),
                    stolen.between(began, Instant.now()).toMillis(),
                    takeovers,
                    stalls(lab.metrics(0)));
            // Whoever holds the addresses for less than it takes to see it has said so before.
            adverts.from(lab.host(1).ipv4()).forEach(each -> takeovers.add(at(each)));
            for (Instant each : takeovers) {
                Duration harm = stolen.between(each.minus(INTERVAL.multipliedBy(10)), each);
                assertTrue(
                        harm.compareTo(HARM) >= 0,
                        () -> "the backup took over at " + each + "\n" + lab.told());
            }
            int late = lateOnes(here, takeovers, stolen);
            System.out.printf("%d adverts were late by as much as the host took%n", late);
            assertTrue(
                    here.size() > (LOAD.toMillis() - most.toMillis()) / 110 - 10L * late,
                    "they were all seen");
        }
    }

    /// When host 1 took over until then; none is expected but after its host took a processor away.
    private static List<Instant> takeovers(ServingLab lab, Instant end) {
        List<Instant> takeovers = new ArrayList<>();
        lab.await(
                LOAD,
                () -> {
                    if (!lab.watch().isOnlyAt(0)) {
                        takeovers.add(Instant.now());
                        lab.awaitOnlyAt(0);
                    }
                    return Instant.now().isAfter(end);
                },
                "the load's time");
        return takeovers;
    }

    /// Looks at the times between two adverts of host 0.
    ///
    /// @return how many were longer than they may be, by no more than what the host took from the
    ///   processors meanwhile, or because the other one was Active
    private static int lateOnes(List<Seen> adverts, List<Instant> takeovers, StolenTime stolen) {
        int late = 0;
        for (int i = 1; i < adverts.size(); i++) {
            Instant from = at(adverts.get(i - 1));
            Instant to = at(adverts.get(i));
            Duration over = Duration.between(from, to).minus(INTERVAL).minus(LATE);
            boolean isOther =
                    takeovers.stream()
                            .anyMatch(each -> each.isAfter(from) && each.isBefore(to.plus(LATE)));
            if (over.isPositive()) {
                Duration excuse = stolen.between(from, to).plus(UNSURE);
                assertTrue(
                        isOther || over.compareTo(excuse) <= 0,
                        () ->
                                "late by %s ms at %s, of which the host took %s"
                                        .formatted(
                                                over.plus(LATE).toMillis(),
                                                to,
                                                excuse.minus(UNSURE)));
                late++;
            }
        }
        return late;
    }

    private static Instant at(Seen advert) {
        return Instant.EPOCH.plus(advert.atMicros(), ChronoUnit.MICROS);
    }
}
