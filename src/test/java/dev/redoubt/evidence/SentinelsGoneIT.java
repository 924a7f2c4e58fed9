package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The primary is well, and the Sentinels are not.
@Timeout(120)
class SentinelsGoneIT {
    /// Until what any Sentinel may have said before counts no more.
    private static final Duration FORGOTTEN = Duration.ofMillis(7200);

    private static final long NO_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    @TempDir private Path folder;

    /// Down-after must outlast the 2 s that a Sentinel may need to load.
    @Test
    void aMinorityAndThenAllProcessesMayBeDead() throws Exception {
        Terms terms = new Terms(Duration.ofSeconds(5), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt = Fronted.before(peers, folder, PoolLines.plain("orders"));
                Writers writers = Writers.at("w", redoubt.address("orders"))) {
            writers.awaitProgress();
            pass(FORGOTTEN);
            List<HostPort> sentinels = peers.sentinels();

            long oneNanos = System.nanoTime();
            peers.kill(sentinels.getFirst());
            pass(Duration.ofSeconds(2));
            long longestNanos = writers.longestWaitNanos(oneNanos);

            long allNanos = System.nanoTime();
            peers.kill(sentinels.get(1));
            peers.kill(sentinels.get(2));
            pass(Duration.ofSeconds(6));
            writers.awaitProgress();

            redoubt.printLog();
            System.out.printf(
                    "Sentinel processes dead: 1 of 3: a command waited at most %s; 3 of 3: at most"
                            + " %s; %d errors%n",
                    Millis.of(longestNanos),
                    Millis.of(writers.longestWaitNanos(allNanos)),
                    writers.errors().size());
            assertTrue(longestNanos < NO_PAUSE_NANOS);
            assertTrue(writers.longestWaitNanos(allNanos) < NO_PAUSE_NANOS);
            assertEquals(
                    0, writers.errorsSince(oneNanos).size(), writers.wordsOfErrors()::toString);
            assertEquals(0, writers.broken().size(), writers.broken()::toString);
            assertFalse(redoubt.said("no Sentinel within reach").isEmpty());
        }
    }

    @Test
    void whoHearsNoSentinelHoldsOrGoesOnAsTheFileSays() throws Exception {
        Terms terms = new Terms(Duration.ofMillis(2500), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt =
                        Fronted.before(
                                peers,
                                folder,
                                PoolLines.plain("hold"),
                                new PoolLines("continue", "lost: continue", "{}"));
                Writers hold = Writers.at("h", redoubt.address("hold"));
                Writers going = Writers.at("c", redoubt.address("continue"))) {
            hold.awaitProgress();
            going.awaitProgress();
            long frozenNanos = System.nanoTime();
            peers.sentinels().forEach(peers::freeze);
            RealSentinels.await("a fence", () -> !redoubt.said("must not be used").isEmpty());
            pass(Duration.ofSeconds(2));
            going.awaitProgress();
            long thawedNanos = System.nanoTime();
            long lastNanos = hold.lastAcknowledgedNanos(thawedNanos);
            peers.sentinels().forEach(peers::thaw);
            RealSentinels.await("service", () -> hold.hasAcknowledgedSince(thawedNanos));
            hold.awaitProgress();
            going.awaitProgress();

            redoubt.printLog();
            System.out.printf(
                    "Sentinels silent: hold: last acknowledgement after %s, the next %s after they"
                            + " were back, %d errors %s; continue: a command waited at most %s, %d"
                            + " errors%n",
                    Millis.of(lastNanos - frozenNanos),
                    Millis.of(hold.firstAcknowledgedNanos(thawedNanos) - thawedNanos),
                    hold.errors().size(),
                    hold.wordsOfErrors(),
                    Millis.of(going.longestWaitNanos(frozenNanos)),
                    going.errors().size());
            assertTrue(lastNanos - frozenNanos < terms.downAfter().toNanos());
            assertTrue(
                    hold.errorsSince(frozenNanos).size() <= Writers.USUAL,
                    hold.wordsOfErrors()::toString);
            assertTrue(going.longestWaitNanos(frozenNanos) < NO_PAUSE_NANOS);
            assertEquals(0, going.errorsSince(frozenNanos).size(), going.wordsOfErrors()::toString);
            assertEquals(0, hold.broken().size() + going.broken().size());
            assertFalse(redoubt.said("stays in use unconfirmed").isEmpty());
        }
    }

    private static void pass(Duration time) {
        long sinceNanos = System.nanoTime();
        RealSentinels.await("time to pass", () -> System.nanoTime() - sinceNanos > time.toNanos());
    }
}
