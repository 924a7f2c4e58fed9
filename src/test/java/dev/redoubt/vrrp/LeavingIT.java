package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How long a node takes to give its address up once it got SIGTERM, and the other one to have it;
/// as often as `-Dredoubt.rounds=N` says.
class LeavingIT {
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 1);
    private static final int ABOVE = 201;
    private static final int BELOW = 200;

    /// For a machine with few cores that tests fill; what was measured is printed.
    private static final long MOST_MILLIS = 400;

    private static long wallMicros() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
    }

    private static String summary(List<Long> micros) {
        List<Long> sorted = new ArrayList<>(micros);
        Collections.sort(sorted);
        return "median %.1f ms, at most %.1f ms"
                .formatted(sorted.get(sorted.size() / 2) / 1e3, sorted.getLast() / 1e3);
    }

    @Test
    void sigtermMovesTheAddress() throws Exception {
        List<Long> words = new ArrayList<>();
        List<Long> moves = new ArrayList<>();
        long skewMicros = VrrpConfig.skewNanos(Version.V3, BELOW, new Interval(10)) / 1000;
        try (ServingLab lab = new ServingLab()) {
            AdvertWatch adverts = new AdvertWatch(lab.host(ServingLab.CLIENTS));
            lab.redoubt(1, BELOW, "");
            lab.awaitOnlyAt(1);
            for (int i = 0; i < ROUNDS; i++) {
                Process first = lab.redoubt(0, ABOVE, "");
                lab.awaitOnlyAt(0);
                lab.awaitServed();
                long toldMicros = wallMicros();
                long told = System.nanoTime();
                // Directly: to start a program for it takes time that would be counted.
                assertTrue(first.toHandle().destroy());
                lab.await(() -> leaving(adverts, lab, toldMicros) > 0, "it says that it leaves");
                lab.await(() -> taking(adverts, lab, toldMicros) > 0, "the other one speaks");
                words.add(leaving(adverts, lab, toldMicros) - toldMicros);
                moves.add(taking(adverts, lab, toldMicros) - toldMicros - skewMicros);
                lab.awaitOnlyAt(1);
                assertEquals(0, lab.watch().overlapMillis(told), lab::told);
                assertTrue(first.waitFor(20, TimeUnit.SECONDS));
                assertEquals(0, first.exitValue(), lab::told);
            }
        }
        System.out.printf(
                "%d times SIGTERM: the word after %s; the other has it, without its skew, after"
                        + " %s%n",
                ROUNDS, summary(words), summary(moves));
        assertTrue(Collections.max(moves) < MOST_MILLIS * 1000, moves::toString);
    }

    /// When host 0 said that it leaves; 0 for not yet.
    private static long leaving(AdvertWatch adverts, ServingLab lab, long sinceMicros) {
        return adverts.from(lab.host(0).ipv4()).stream()
                .filter(each -> each.atMicros() > sinceMicros && each.priority() == 0)
                .mapToLong(AdvertWatch.Seen::atMicros)
                .findFirst()
                .orElse(0);
    }

    /// When host 1 spoke as who is Active; 0 for not yet.
    private static long taking(AdvertWatch adverts, ServingLab lab, long sinceMicros) {
        return adverts.from(lab.host(1).ipv4()).stream()
                .filter(each -> each.atMicros() > sinceMicros)
                .mapToLong(AdvertWatch.Seen::atMicros)
                .findFirst()
                .orElse(0);
    }
}
