package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

final class LoopTest {
    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<String> story = new ArrayList<>();

    @AfterEach
    void end() {
        loops.close();
    }

    /// Runs one turn's work; what it left for the turn's end has happened when this returns.
    private void turn(Runnable work) throws Exception {
        loop.eventLoop().submit(work).get(10, TimeUnit.SECONDS);
        loop.eventLoop().submit(() -> {}).get(10, TimeUnit.SECONDS);
    }

    private void note(String word) {
        story.add(word);
    }

    @Test
    void serversBeforeClientsAfterTheTurnsWork() throws Exception {
        turn(() -> {
            loop.flushClientAtEnd(() -> note("client"));
            loop.flushServerAtEnd(() -> note("server"));
            loop.flushClientAtEnd(() -> note("other client"));
            loop.flushServerAtEnd(() -> note("other server"));
            note("work");
        });
        assertEquals(List.of("work", "server", "other server", "client", "other client"), story);
    }

    @Test
    void eachIsFlushedOnce() throws Exception {
        turn(() -> loop.flushServerAtEnd(() -> note("first")));
        turn(() -> loop.flushServerAtEnd(() -> note("second")));
        assertEquals(List.of("first", "second"), story);
    }

    @Test
    void oneEndForAllThatTheTurnGathered() throws Exception {
        turn(() -> {
            for (int i = 0; i < 3; i++) {
                String name = "server " + i;
                loop.flushServerAtEnd(() -> {
                    note(name);
                    loop.eventLoop().execute(() -> note("next task"));
                });
            }
        });
        turn(() -> {});
        assertEquals(List.of("server 0", "server 1", "server 2"), story.subList(0, 3));
    }

    @Test
    void whatAFlushGathersIsFlushedToo() throws Exception {
        turn(() ->
                loop.flushServerAtEnd(() -> {
                    note("server");
                    loop.flushServerAtEnd(() -> note("again"));
                    loop.flushClientAtEnd(() -> note("client"));
                }));
        turn(() -> {});
        assertEquals(List.of("server", "client", "again"), story);
    }

    @Test
    void oneThatThrowsIsGivenUpAndNobodyElse() throws Exception {
        Loop.Flushable broken =
                new Loop.Flushable() {
                    @Override
                    public void flush() {
                        throw new IllegalStateException("a bug");
                    }

                    @Override
                    public void giveUp() {
                        note("given up");
                        throw new IllegalStateException("another");
                    }
                };
        for (int i = 0; i < 2; i++) {
            turn(() -> {
                loop.flushServerAtEnd(() -> note("server"));
                loop.flushServerAtEnd(broken);
                loop.flushServerAtEnd(() -> note("other server"));
                loop.flushClientAtEnd(() -> note("client"));
            });
        }
        List<String> once = List.of("server", "given up", "other server", "client");
        assertEquals(once, story.subList(0, 4));
        assertEquals(once, story.subList(4, 8));
        assertEquals(4, loop.faults().count());
    }

    @Test
    void aGuardedTaskNeverThrows() {
        Runnable guarded =
                loop.faults()
                        .guarded(() -> {
                            throw new AssertionError("a bug");
                        });
        guarded.run();
        guarded.run();
        assertEquals(2, loop.faults().count());
    }

    @Test
    void theClockStandsStillWithinATurn() throws Exception {
        List<Long> times = new ArrayList<>();
        turn(() -> {
            times.add(loop.nowNanos());
            while (System.nanoTime() - times.getFirst() < 1_000_000) {
                Thread.onSpinWait();
            }
            times.add(loop.nowNanos());
        });
        turn(() -> times.add(loop.nowNanos()));
        assertEquals(times.get(0), times.get(1));
        assertNotEquals(times.get(1), times.get(2));
        assertTrue(times.get(2) - times.get(1) >= 1_000_000);
    }

    @Test
    void eachLoopHasItsThreadAndItsPlace() throws Exception {
        try (Loops two = new Loops(Transport.NIO, 2)) {
            assertEquals(List.of(0, 1), two.loops().stream().map(Loop::index).toList());
            List<Loop> both = two.loops();
            assertNotEquals(both.get(0).eventLoop(), both.get(1).eventLoop());
            assertNotEquals(both.get(0).eventLoop(), two.control());
            assertEquals(Transport.NIO, two.transport());
        }
    }
}
