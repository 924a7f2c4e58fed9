package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
import dev.redoubt.evidence.TwoSides.Other;
import dev.redoubt.evidence.Writer.Answer;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// In the middle of a planned move one of two Redoubt processes is halted (SIGSTOP) or its host is
/// cut off, be it the one that moves or the one that is asked to hold. The other one's clients go
/// on, and each write that was acknowledged is there, once. Takes root.
@Timeout(240)
class HaltedNodeIT {
    private static final String FROZEN = " takes no writes";
    private static final int WRITERS = 3;

    /// Half of down-after, and a second; a busy machine takes its time.
    private static final long LIMIT_NANOS =
            TimeUnit.MILLISECONDS.toNanos(TwoSides.DOWN_AFTER_MILLIS / 2 + 1000);

    private static final long NOISE_NANOS = TimeUnit.SECONDS.toNanos(4);

    @TempDir private Path folder;
    private TwoSides sides;
    private Writers there;
    private Writers here;

    @BeforeEach
    void start() throws IOException {
        sides = TwoSides.start(folder, Other.HERE, new PoolLines("orders", "", "{hold: 30s}"));
        sides.hurryInfo();
        there = new Writers("t", WRITERS, sides.doorThere(), Writer.Write.INCR);
        here = new Writers("h", WRITERS, sides.doorHere(), Writer.Write.INCR);
        there.awaitProgress();
        here.awaitProgress();
    }

    @AfterEach
    void end() {
        sides.close();
        there.close();
        here.close();
    }

    /// An operator's command.
    interface Order {
        Launched to(HostPort target) throws IOException;
    }

    /// A move that has come to where the old primary takes no writes. What stands in the way at
    /// first, such as Sentinels that are busy with the move before, goes away.
    private Launched begun(Order order, HostPort target) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Launched move = order.to(target);
        while (!isFrozen(move)) {
            assertTrue(System.nanoTime() - deadline < 0, move.out() + move.err());
            move = order.to(target);
        }
        return move;
    }

    private static boolean isFrozen(Launched move) {
        RealSentinels.await(
                "a move", () -> move.out().contains(FROZEN) || !move.process().isAlive());
        return move.out().contains(FROZEN);
    }

    /// The last line that the operator reads.
    private static String end(Launched move) throws Exception {
        int status = move.status();
        String said = (move.out() + move.err()).strip();
        String last = said.substring(said.lastIndexOf('\n') + 1);
        System.out.println("    " + said.replace("\n", "\n    "));
        assertEquals(status == 0, last.contains("orders: moved from"), said);
        assertTrue(status == 0 || last.contains("orders: not moved"), said);
        return last;
    }

    /// These write on within the pause's own limit.
    private void goesOn(String what, Writers writers, long sinceNanos) {
        RealSentinels.await("writes", () -> writers.hasAcknowledgedSince(sinceNanos + LIMIT_NANOS));
        long longest = writers.longestWaitNanos(sinceNanos - LIMIT_NANOS);
        System.out.printf(
                "%s: the others' commands waited at most %s (limit %s)%n",
                what, Millis.of(longest), Millis.of(LIMIT_NANOS));
        assertTrue(longest < LIMIT_NANOS + NOISE_NANOS, () -> what + sides.nodeHere().err());
    }

    /// Halts who follows, and then who moves.
    @Test
    void whoIsHaltedHoldsUpNobodyElseForLong() throws Exception {
        Launched following = begun(sides::moveHere, sides.replica());
        long haltedNanos = System.nanoTime();
        sides.nodeThere().send("STOP");
        String followed = end(following);
        goesOn("halted while it follows", here, haltedNanos);
        sides.nodeThere().send("CONT");
        there.awaitProgress();

        HostPort target = followed.contains("not moved") ? sides.replica() : sides.other();
        Launched moving = begun(sides::moveHere, target);
        long stoppedNanos = System.nanoTime();
        sides.nodeHere().send("STOP");
        goesOn("halted while it moves", there, stoppedNanos);
        sides.nodeHere().send("CONT");
        end(moving);
        settle();
        assertEquals(List.of(), here.errors(), () -> sides.nodeHere().err());
    }

    /// Cuts off who follows, and then who moves.
    @Test
    void whoIsCutOffHoldsUpNobodyElseForLong() throws Exception {
        // All that the others need is here.
        String moved = end(begun(sides::moveHere, sides.replica()));
        assertTrue(moved.contains("moved from"), moved);
        Launched following = begun(sides::moveHere, sides.other());
        long cutNanos = System.nanoTime();
        sides.cut();
        String followed = end(following);
        goesOn("cut off while it follows", here, cutNanos);
        sides.heal();
        there.awaitProgress();

        HostPort target = followed.contains("not moved") ? sides.other() : sides.replica();
        Launched moving = begun(sides::moveThere, target);
        long partedNanos = System.nanoTime();
        sides.cut();
        goesOn("cut off while it moves", here, partedNanos);
        sides.heal();
        end(moving);
        settle();
        // One that was told and cut off promotes when it is back, as in any failover.
        String there = "sentinel " + sides.sentinelThere() + " promotes";
        if (!(following.out() + moving.out()).contains(there)) {
            assertEquals(List.of(), here.errors(), () -> sides.nodeHere().err());
        }
    }

    /// All go on; what was acknowledged is there, and nothing is there twice.
    private void settle() throws Exception {
        there.awaitProgress();
        here.awaitProgress();
        there.finish();
        here.finish();
        RealSentinels.await("a primary that is named", () -> isPrimary(named()));
        HostPort primary = named();
        for (Writers each : List.of(there, here)) {
            System.out.printf(
                    "    %d acknowledged, %d errors %s, %d connections broken%n",
                    each.acknowledged().size(),
                    each.errors().size(),
                    each.wordsOfErrors(),
                    each.broken().size());
            assertEquals(List.of(), each.broken());
            Set<String> expected = new HashSet<>();
            for (Answer write : each.acknowledged()) {
                assertEquals(":1", write.reply(), write.key());
                expected.add(write.key());
            }
            assertOnce(primary, expected, each.errors());
        }
    }

    private HostPort named() {
        try {
            return sides.primaryNow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isPrimary(HostPort server) {
        try (PlainClient client = new PlainClient(server)) {
            return client.ask("ROLE").startsWith("[master");
        } catch (IOException e) {
            return false;
        }
    }

    private static void assertOnce(HostPort primary, Set<String> expected, List<Answer> unknown)
            throws IOException {
        try (PlainClient client = new PlainClient(primary)) {
            for (String key : expected) {
                assertEquals("1", client.ask("GET", key), key);
            }
            for (Answer each : unknown) {
                String value = client.ask("GET", each.key());
                assertTrue(value.equals("1") || value.equals("nil"), each + ": " + value);
            }
        }
    }
}
