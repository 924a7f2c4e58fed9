package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.failover.PriorityStep.Favour;
import dev.redoubt.failover.PriorityStep.Keep;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.failover.PriorityStep.Protect;
import dev.redoubt.failover.PriorityStep.Restore;
import dev.redoubt.failover.PriorityStep.Standing;
import dev.redoubt.failover.PriorityStep.Unmark;
import dev.redoubt.failover.PriorityStep.Wait;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// The table of [PriorityStep], and that nodes which follow it together lose no priority.
final class PriorityStepTest {
    private static final String OURS = Mark.of(100).text();
    private static final long NOW = 1_800_000_000;

    @ParameterizedTest
    @CsvSource({
        "unsynced, 100, '',    protect",
        "unsynced,   0, '',    keep",
        "unsynced,   0, ours,  keep",
        "unsynced,  50, ours,  keep",
        "synced,     0, ours,  restore",
        "synced,    50, ours,  unmark",
        "synced,   100, '',    keep",
        "synced,     0, '',    keep",
        "unsynced, 100, other, keep",
        "synced,     0, other, keep"
    })
    void ofAServerThatWasPrimary(String standing, long priority, String mark, String step) {
        assertEquals(
                step,
                PriorityStep.forDemoted(
                                Standing.valueOf(standing.toUpperCase(Locale.ROOT)),
                                priority,
                                new Mark(mark.equals("ours") ? OURS : mark),
                                NOW)
                        .getClass()
                        .getSimpleName()
                        .toLowerCase(Locale.ROOT));
    }

    @Test
    void anotherServerIsOnlySetRight() {
        Mark none = new Mark("");
        Mark ours = new Mark(OURS);
        assertEquals(new Keep(), PriorityStep.forAny(Standing.UNSYNCED, 100, none, NOW));
        assertEquals(new Restore(100), PriorityStep.forAny(Standing.SYNCED, 0, ours, NOW));
        assertEquals(new Unmark(100), PriorityStep.forAny(Standing.SYNCED, 100, ours, NOW));
    }

    @ParameterizedTest
    @CsvSource({
        "unsynced, 1,   1, wait,    protect 100",
        "synced,   1,   1, wait,    wait",
        "synced,   50,  1, wait,    wait",
        "synced,   0,   1, wait,    wait",
        "unsynced, 50,  1, wait,    protect 50",
        "synced,   1,   0, restore 100, restore 100",
        "unsynced, 1,   0, restore 100, protect 100",
        "synced,   50,  0, unmark 50,  unmark 50",
        "synced,   0,   0, unmark 0,   unmark 0",
        "unsynced, 0,   0, unmark 0,   unmark 0"
    })
    void whatAMoveHasLeft(
            String standing, long priority, long left, String ofAny, String ofDemoted) {
        Mark mark = Mark.of(new Favour(100, 1, NOW + left));
        assertEquals(Optional.of(new Favour(100, 1, NOW + left)), mark.favour());
        assertTrue(mark.was().isEmpty());
        Standing now = Standing.valueOf(standing.toUpperCase(Locale.ROOT));
        assertEquals(ofAny, words(PriorityStep.forAny(now, priority, mark, NOW)));
        assertEquals(ofDemoted, words(PriorityStep.forDemoted(now, priority, mark, NOW)));
    }

    private static String words(PriorityStep step) {
        return switch (step) {
            case Protect(long was) -> "protect " + was;
            case Restore(long was) -> "restore " + was;
            case Unmark(long now) -> "unmark " + now;
            case Wait() -> "wait";
            case Keep() -> "keep";
        };
    }

    @Test
    void whatIsNoMovesMarkIsNone() {
        for (String text :
                new String[] {
                    "",
                    "redoubt-moving-priority-1-2",
                    OURS,
                    "10.0.0.1",
                    "redoubt-moving-priority-1-2-3-4",
                    "redoubt-moving-priority-1-x-3"
                }) {
            assertEquals(Optional.empty(), new Mark(text).favour());
        }
        assertTrue(Mark.NONE.isOurs());
        assertTrue(new Mark(OURS).isOurs());
        assertTrue(Mark.of(new Favour(1, 100, 5)).isOurs());
        assertTrue(!new Mark("10.0.0.1").isOurs());
    }

    @Test
    void aMarkSaysWhatThePriorityWas() {
        assertEquals(7, Mark.of(7).was().orElseThrow());
        assertTrue(new Mark("10.0.0.1").was().isEmpty());
        assertTrue(new Mark("redoubt-replica-priority-was-x").was().isEmpty());
    }

    @Test
    void aReplicaIsInSyncWhileItsLinkIsUp() {
        assertEquals(
                Standing.SYNCED,
                Standing.of(InfoText.of("role:slave\r\nmaster_link_status:up\r\n")));
        assertEquals(
                Standing.UNSYNCED,
                Standing.of(InfoText.of("role:slave\r\nmaster_link_status:down\r\n")));
        assertEquals(Standing.UNSYNCED, Standing.of(InfoText.of("role:master\r\n")));
    }

    /// A server with its settings, and nodes that read and write them one step at a time, in any
    /// order, and may stop between any two.
    @Test
    void nodesThatStepOnEachOthersToesLoseNoPriority() {
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            SettledServer server = new SettledServer();
            SettingNode[] nodes = {
                new SettingNode(server), new SettingNode(server), new SettingNode(server)
            };
            for (int turn = 0; turn < 60; turn++) {
                if (random.nextInt(12) == 0) {
                    server.standing =
                            server.standing == Standing.SYNCED
                                    ? Standing.UNSYNCED
                                    : Standing.SYNCED;
                }
                int index = random.nextInt(nodes.length);
                if (random.nextInt(15) == 0) {
                    nodes[index] = new SettingNode(server);
                } else {
                    nodes[index].next();
                }
            }
            server.standing = Standing.UNSYNCED;
            rounds(nodes);
            assertEquals(0, server.priority, "unsynced, and not protected; seed " + seed);
            server.standing = Standing.SYNCED;
            rounds(nodes);
            assertEquals(100, server.priority, "priority; seed " + seed);
            assertEquals("", server.mark, "mark; seed " + seed);
        }
    }

    private static void rounds(SettingNode[] nodes) {
        for (int round = 0; round < 20; round++) {
            for (SettingNode node : nodes) {
                node.next();
            }
        }
    }

    private static final class SettledServer {
        private Standing standing = Standing.UNSYNCED;
        private long priority = 100;
        private String mark = "";

        /// One transaction.
        void set(long nextPriority, String nextMark) {
            priority = nextPriority;
            mark = nextMark;
        }
    }

    /// One command for each turn, as the driver sends them.
    private static final class SettingNode {
        private final SettledServer server;
        private int phase;
        private Standing standing = Standing.SYNCED;
        private long priority;
        private PriorityStep step = new Keep();

        SettingNode(SettledServer server) {
            this.server = server;
        }

        void next() {
            switch (phase) {
                case 0 -> standing = server.standing;
                case 1 -> priority = server.priority;
                case 2 ->
                        step =
                                PriorityStep.forDemoted(
                                        standing, priority, new Mark(server.mark), NOW);
                default -> act();
            }
            phase = (phase + 1) % 4;
        }

        private void act() {
            switch (step) {
                case Protect(long was) -> server.set(0, Mark.of(was).text());
                case Restore(long was) -> server.set(was, "");
                case Unmark(long now) -> server.set(now, "");
                case Wait(), Keep() -> {}
            }
        }
    }

    /// A server's clock was ahead, and was set: nobody waits until it is that late again.
    @Test
    void aMoveThatWouldLastForTooLongIsOver() {
        assertTrue(new Favour(100, 1, NOW + 90).isUnderWay(NOW));
        assertTrue(new Favour(100, 1, NOW + 91).isUnderWay(NOW), "read a moment earlier");
        assertTrue(!new Favour(100, 1, NOW + 86_400).isUnderWay(NOW));
        assertTrue(!new Favour(100, 1, NOW).isUnderWay(NOW));
    }
}
