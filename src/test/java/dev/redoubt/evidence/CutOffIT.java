package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Promotion;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The primary and one node are cut off together, in a network namespace: a node that the primary
/// still answers must not believe it. Takes root.
@Timeout(150)
class CutOffIT {
    private static final int WRITERS = 4;
    private static final long FOLLOWS_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long OTHERS_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(3);

    @TempDir private Path folder;

    @Test
    void whoIsCutOffWithThePrimaryAcknowledgesNothingOnceTheOthersCanElect() throws Exception {
        try (TwoSides sides = TwoSides.start(folder);
                SentinelEvents sentinels = new SentinelEvents(sides.sentinelsHere());
                Promotion promotion = new Promotion(List.of(sides.replica()));
                Writers there = new Writers("t", WRITERS, sides.doorThere());
                Writers here = new Writers("h", WRITERS, sides.doorHere())) {
            there.awaitProgress();
            here.awaitProgress();
            long cutNanos = System.nanoTime();
            sides.cut();

            long agreedNanos = sentinels.await("+odown", 1);
            long promotedNanos = promotion.await().notBeforeNanos();
            long switchedNanos = sentinels.await("+switch-master", 2);
            RealSentinels.await("writes here", () -> here.hasAcknowledgedSince(switchedNanos));
            RealSentinels.await(
                    "three seconds", () -> System.nanoTime() - switchedNanos > AWAY_NANOS);
            long hereNanos = here.firstAcknowledgedNanos(switchedNanos) - switchedNanos;
            long healNanos = System.nanoTime();
            long lastNanos = there.lastAcknowledgedNanos(healNanos);
            System.out.printf(
                    "cut off: the last acknowledgement there %s after the cut, %s before two"
                            + " Sentinels agreed, %s before the replica was master; here the first"
                            + " one %s after the announcement%n",
                    Millis.of(lastNanos - cutNanos),
                    Millis.of(agreedNanos - lastNanos),
                    Millis.of(promotedNanos - lastNanos),
                    Millis.of(hereNanos));
            assertTrue(lastNanos - agreedNanos < 0);
            assertTrue(lastNanos - promotedNanos < 0);

            String named = "primary is " + sides.replica();
            sides.heal();
            RealSentinels.await(named, () -> sides.nodeThere().err().contains(named));
            long namedNanos = System.nanoTime();
            RealSentinels.await("writes there", () -> there.hasAcknowledgedSince(healNanos));
            there.awaitProgress();
            here.awaitProgress();
            long firstNanos = there.firstAcknowledgedNanos(healNanos);
            there.finish();
            here.finish();
            sides.nodeThere().err().lines().forEach(line -> System.out.println("    " + line));
            System.out.printf(
                    "healed: named there after %s, the first acknowledgement after %s; %d and %d"
                            + " errors, %d and %d connections broken%n",
                    Millis.of(namedNanos - healNanos),
                    Millis.of(firstNanos - healNanos),
                    there.errors().size(),
                    here.errors().size(),
                    there.broken().size(),
                    here.broken().size());
            Account account = Account.of(there, sides.replica(), cutNanos);
            System.out.printf(
                    "there: %d acknowledged, %d of them after the cut and lost with the primary%n",
                    account.acknowledged(), account.missing().size());
            assertTrue(firstNanos - namedNanos < FOLLOWS_NANOS);
            assertTrue(hereNanos < OTHERS_NANOS, sides.nodeHere()::err);
            assertEquals(0, account.received().size(), account::toString);
            assertTrue(
                    account.missing().stream()
                            .allMatch(each -> each.answeredNanos() - agreedNanos < 0));
            assertEquals(0, there.broken().size() + here.broken().size());
        }
    }
}
