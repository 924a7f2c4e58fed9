package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.Promotion;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A primary that says nothing for a while, with its connections open. With `-Dredoubt.long=true`
/// it is watched until it has been demoted.
@Timeout(120)
class HungPrimaryIT {
    private static final boolean LONG = Boolean.getBoolean("redoubt.long");
    private static final String SPIN =
            "local s = 0 for i = 1, tonumber(ARGV[1]) do s = s + i end return 1";
    private static final long SAMPLE = 10_000_000;

    @TempDir private Path folder;

    @Test
    void aStoppedPrimaryIsReplacedAndWhatItSaysWhenItWakesReachesNobody() throws Exception {
        Terms terms = new Terms(Duration.ofMillis(2500), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt = Fronted.before(peers, folder, PoolLines.plain("orders"));
                SentinelEvents sentinels = new SentinelEvents(peers.sentinels());
                Writers writers = Writers.at("w", redoubt.address("orders"))) {
            writers.awaitProgress();
            HostPort old = peers.servers().getFirst();
            long stopNanos = System.nanoTime();
            peers.freeze(old);
            long goneNanos = System.nanoTime();
            long announcedNanos = sentinels.await("+switch-master", 2);
            writers.awaitProgress();
            int errors = writers.errors().size();
            long wakeNanos = System.nanoTime();
            peers.thaw(old);
            // It does all that it had been told, and only then answers this.
            peers.command(old, "PING");
            writers.awaitProgress();
            if (LONG) {
                RealSentinels.await(
                        "the old primary's demotion",
                        () -> peers.info(old, "master_link_status:up"));
                writers.awaitProgress();
            }
            writers.finish();

            redoubt.printLog();
            HostPort primary = Promotion.primaryAt(peers.sentinels());
            Account account = Account.of(writers, primary, goneNanos);
            System.out.printf(
                    "stopped: announced after %s, pause %s, %s after the announcement; %d errors %s"
                            + " until it woke, %d more; woken: a command waited at most %s; %s%n",
                    Millis.of(announcedNanos - stopNanos),
                    Millis.of(writers.allCarriedOnNanos() - stopNanos),
                    Millis.of(writers.allCarriedOnNanos() - announcedNanos),
                    errors,
                    writers.wordsOfErrors(),
                    writers.errors().size() - errors,
                    Millis.of(writers.longestWaitNanos(wakeNanos)),
                    account.words(goneNanos));
            assertEquals(0, account.received().size(), account::toString);
            assertEquals(0, account.afterwards().size(), account::toString);
            assertEquals(0, writers.broken().size(), writers.broken()::toString);
            assertTrue(errors <= Writers.USUAL, writers.wordsOfErrors()::toString);
            assertEquals(errors, writers.errors().size(), writers.wordsOfErrors()::toString);
        }
    }

    @Test
    void aSlowScriptIsNoHungPrimary() throws Exception {
        Terms terms = new Terms(Duration.ofSeconds(5), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt = Fronted.before(peers, folder, PoolLines.plain("orders"));
                Writers writers = Writers.at("w", redoubt.address("orders"))) {
            writers.awaitProgress();
            HostPort primary = peers.servers().getFirst();
            long turns =
                    (long)
                            (terms.downAfter().toNanos()
                                    / 2.0
                                    * SAMPLE
                                    / spinNanos(primary, SAMPLE));
            long startNanos = System.nanoTime();
            long tookNanos = spinNanos(redoubt.address("orders"), turns);
            writers.awaitProgress();
            redoubt.printLog();
            System.out.printf(
                    "a script of %s at down-after 5 s: a command waited at most %s, %d errors%n",
                    Millis.of(tookNanos),
                    Millis.of(writers.longestWaitNanos(startNanos - tookNanos)),
                    writers.errors().size());
            assertTrue(tookNanos > TimeUnit.SECONDS.toNanos(1), "too quick to be slow");
            assertEquals(0, writers.errors().size(), writers.wordsOfErrors()::toString);
            assertEquals(0, writers.broken().size(), writers.broken()::toString);
            assertEquals(List.of(), redoubt.said("lost the primary"));
            assertEquals(List.of(), redoubt.said("moved from"));
        }
    }

    private static long spinNanos(HostPort server, long turns) throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            long startNanos = System.nanoTime();
            assertEquals(":1", client.ask("EVAL", SPIN, "0", String.valueOf(turns)));
            return System.nanoTime() - startNanos;
        }
    }
}
