package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.concurrent.TimeUnit;

/// The scenario in which the classic stack loses: the primary is killed under load and comes back,
/// empty and believing that it is primary, while 20 writers connect anew every 50 commands. With
/// `-Dredoubt.long=true` at the length at which that stack was measured.
@Timeout(180)
class FailoverScenarioIT {
    private static final boolean LONG = Boolean.getBoolean("redoubt.long");
    private static final Duration DOWN_AFTER = Duration.ofMillis(LONG ? 5000 : 2500);
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(LONG ? 12 : 3);

    /// On a quiet machine it is below 100 ms.
    private static final long OWN_TIME_NANOS = TimeUnit.SECONDS.toNanos(2);

    @TempDir private Path folder;

    @Test
    void thePrimaryIsKilledUnderLoadAndComesBack() throws Exception {
        Terms terms = new Terms(DOWN_AFTER, Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt =
                        Fronted.before(
                                peers,
                                folder,
                                PoolLines.plain("error"),
                                new PoolLines("retry", "", "{unanswered_writes: retry}"));
                SentinelEvents sentinels = new SentinelEvents(peers.sentinels());
                Writers error = Writers.at("e", redoubt.address("error"));
                Writers retry = Writers.at("r", redoubt.address("retry"))) {
            error.awaitProgress();
            retry.awaitProgress();
            HostPort old = peers.servers().getFirst();
            long killNanos = System.nanoTime();
            peers.kill(old);
            long goneNanos = System.nanoTime();

            long announcedNanos = sentinels.await("+switch-master", 2);
            RealSentinels.await("12 s", () -> System.nanoTime() - goneNanos > AWAY_NANOS);
            peers.restartServer(old);
            HostPort primary = awaitStable(peers);
            error.awaitProgress();
            retry.awaitProgress();
            error.finish();
            retry.finish();

            redoubt.printLog();
            long firstNanos = sentinels.await("+switch-master", 1);
            System.out.printf(
                    "down-after %d ms, announced by the first Sentinel after %s, by two after %s%n",
                    DOWN_AFTER.toMillis(),
                    Millis.of(firstNanos - killNanos),
                    Millis.of(announcedNanos - killNanos));
            Account ofError = report("error", error, primary, goneNanos, announcedNanos);
            Account ofRetry = report("retry", retry, primary, goneNanos, announcedNanos);
            assertWhole(error, ofError, announcedNanos);
            assertWhole(retry, ofRetry, announcedNanos);
            assertTrue(
                    error.errorsSince(killNanos).size() <= Writers.USUAL,
                    error.wordsOfErrors()::toString);
            assertEquals(0, retry.errors().size(), retry.wordsOfErrors()::toString);
        }
    }

    /// Until the old primary follows the new one, and all Sentinels agree.
    private static HostPort awaitStable(RealSentinels peers) {
        HostPort primary = Promotion.primaryAt(peers.sentinels());
        for (HostPort server : peers.servers()) {
            if (!server.equals(primary)) {
                RealSentinels.await(
                        server + " in sync", () -> peers.info(server, "master_link_status:up"));
            }
        }
        return primary;
    }

    private static Account report(
            String pool, Writers writers, HostPort primary, long goneNanos, long announcedNanos)
            throws Exception {
        Account account = Account.of(writers, primary, goneNanos);
        System.out.printf(
                "unanswered_writes: %s: pause %s, %s after two Sentinels; %d connections broken,"
                        + " %d errors %s; %s%n",
                pool,
                Millis.of(writers.allCarriedOnNanos() - goneNanos),
                Millis.of(writers.allCarriedOnNanos() - announcedNanos),
                writers.broken().size(),
                writers.errors().size(),
                writers.wordsOfErrors(),
                account.words(goneNanos));
        return account;
    }

    private static void assertWhole(Writers writers, Account account, long announcedNanos) {
        assertEquals(0, account.received().size(), account::toString);
        assertEquals(0, account.afterwards().size(), account::toString);
        assertEquals(0, writers.broken().size(), writers.broken()::toString);
        assertTrue(writers.allCarriedOnNanos() - announcedNanos < OWN_TIME_NANOS);
    }
}
