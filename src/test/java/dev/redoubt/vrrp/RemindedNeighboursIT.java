package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// With `announce_interval` neighbours hear again and again who has an address: one packet each
/// time.
class RemindedNeighboursIT {
    private static final int REMINDERS = 3;

    /// When announcements came, in seconds.
    private static List<Double> announcements(Lab lab, Talk talk) throws IOException {
        String filter =
                talk.isIpv6()
                        ? "icmp6 and ip6[40] == 136 and src host " + talk.address()
                        : "arp and arp src host " + talk.address();
        Process tcpdump =
                lab.host(Lab.CLIENT)
                        .start(Peers.require("tcpdump").toString(), "-nltt", "-i", "eth0", filter);
        List<Double> seen = new CopyOnWriteArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (BufferedReader output = tcpdump.inputReader(StandardCharsets.UTF_8)) {
                        output.lines()
                                .filter(line -> line.matches("\\d+\\.\\d+ .*"))
                                .map(line -> Double.valueOf(line.substring(0, line.indexOf(' '))))
                                .forEach(seen::add);
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
        return seen;
    }

    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void onePacketEachTime(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            List<Double> seen = announcements(lab, talk);
            lab.redoubt("announce_interval: 1s");
            lab.await(() -> seen.size() >= 5 + REMINDERS, "reminded");
            List<Double> reminders = List.copyOf(seen).subList(4, 5 + REMINDERS);
            assertTrue(seen.get(4) - seen.getFirst() < 0.5, () -> "five at once: " + seen);
            for (int i = 1; i <= REMINDERS; i++) {
                double gap = reminders.get(i) - reminders.get(i - 1);
                assertTrue(gap > 0.7 && gap < 1.5, () -> "one each second: " + seen);
            }
        }
    }
}
