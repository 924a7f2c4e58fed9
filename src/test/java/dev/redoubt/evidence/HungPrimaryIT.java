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

/// A primary that says nothing for a while, with its connections open. With `-Dredoubt.long=true`
/// it is watched until it has been demoted.
@Timeout(120)
class HungPrimaryIT {
    private static final boolean LONG = Boolean.getBoolean("redoubt.long");

    /// So many milliseconds by the server's clock, however little of a core it gets; the turns end
    /// it where scripts see one moment only (Redis 7.2).
    private static final String SPIN =
            """
            local function now()
              local time = redis.call('TIME')
              return time[1] * 1000 + time[2] / 1000
            end
            local start = now()
            local turns = 0
            while now() - start < tonumber(ARGV[1]) and turns < 1000000000 do
              for _ = 1, 10000 do turns = turns + 1 end
            end
            return 1
            """;

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
            int errors = writers.errorsSince(stopNanos).size();
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
                    writers.errorsSince(stopNanos).size() - errors,
                    Millis.of(writers.longestWaitNanos(wakeNanos)),
                    account.words(goneNanos));
            assertEquals(0, account.received().size(), account::toString);
            assertEquals(0, account.afterwards().size(), account::toString);
            assertEquals(0, writers.broken().size(), writers.broken()::toString);
            assertTrue(errors <= Writers.USUAL, writers.wordsOfErrors()::toString);
            assertEquals(
                    errors,
                    writers.errorsSince(stopNanos).size(),
                    writers.wordsOfErrors()::toString);
        }
    }

    @Test
    void aSlowScriptIsNoHungPrimary() throws Exception {
        Terms terms = new Terms(Duration.ofSeconds(5), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt = Fronted.before(peers, folder, PoolLines.plain("orders"));
                Writers writers = Writers.at("w", redoubt.address("orders"))) {
            writers.awaitProgress();
            int lost = redoubt.said("lost the primary").size();
            long startNanos = System.nanoTime();
            long tookNanos = spinNanos(redoubt.address("orders"), terms.downAfter().dividedBy(2));
            writers.awaitProgress();
            redoubt.printLog();
            System.out.printf(
                    "a script of %s at down-after 5 s: a command waited at most %s, %d errors%n",
                    Millis.of(tookNanos),
                    Millis.of(writers.longestWaitNanos(startNanos - tookNanos)),
                    writers.errors().size());
            assertTrue(
                    tookNanos >= terms.downAfter().dividedBy(2).toNanos(), "too quick to be slow");
            assertEquals(
                    0, writers.errorsSince(startNanos).size(), writers.wordsOfErrors()::toString);
            assertEquals(0, writers.broken().size(), writers.broken()::toString);
            assertEquals(lost, redoubt.said("lost the primary").size());
            assertEquals(List.of(), redoubt.said("moved from"));
        }
    }

    private static long spinNanos(HostPort server, Duration length) throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            long startNanos = System.nanoTime();
            assertEquals(":1", client.ask("EVAL", SPIN, "0", String.valueOf(length.toMillis())));
            return System.nanoTime() - startNanos;
        }
    }
}
