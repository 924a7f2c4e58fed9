package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

final class WaitingRoomTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<String> story = new ArrayList<>();

    @AfterEach
    void end() {
        loops.close();
    }

    /// Notes what it is told; comes back `returns` times.
    private final class Guest implements Waiter {
        private final String name;
        private final WaitingRoom room;
        private final long sinceNanos;
        private final CountDownLatch refused = new CountDownLatch(1);
        private int returns;

        Guest(String name, WaitingRoom room, Duration waited, int returns) {
            this.name = name;
            this.room = room;
            this.returns = returns;
            sinceNanos = System.nanoTime() - waited.toNanos();
        }

        @Override
        public void resume() {
            story.add(name);
            if (returns-- > 0) {
                room.hold(this);
            }
        }

        @Override
        public void refuse(String error) {
            story.add(name + ": " + error);
            refused.countDown();
        }

        @Override
        public void giveUp() {
            story.add(name + " is given up");
        }

        @Override
        public long heldSinceNanos() {
            return sinceNanos;
        }
    }

    private WaitingRoom room(Duration hold) {
        return room(hold, () -> {});
    }

    private WaitingRoom room(Duration hold, Runnable look) {
        return new WaitingRoom(loop, () -> hold, () -> "no Sentinel", 100, look);
    }

    private void onLoop(Runnable steps) throws Exception {
        loop.eventLoop().submit(steps).get(10, TimeUnit.SECONDS);
    }

    @Test
    void resumesInOrderAndKeepsWhoMustWaitOn() throws Exception {
        onLoop(() -> {
            WaitingRoom room = room(LONG);
            Guest first = new Guest("a", room, Duration.ofSeconds(3), 1);
            Guest second = new Guest("b", room, Duration.ofSeconds(2), 0);
            Guest third = new Guest("c", room, Duration.ofSeconds(1), 1);
            for (Guest guest : List.of(first, second, third, first)) {
                room.hold(guest);
            }
            assertEquals(3, room.size());
            room.resumeAll();
            assertEquals(List.of("a", "b", "c"), story);
            assertEquals(2, room.size());
            WaitingRoom.Released released = room.takeReleased();
            assertEquals(1, released.sessions());
            assertEquals(2, released.longestWait().toSeconds());
            room.resumeAll();
            assertEquals(List.of("a", "b", "c", "a", "c"), story);
            assertEquals(3, room.takeReleased().longestWait().toSeconds());
            assertEquals(new WaitingRoom.Released(0, Duration.ZERO), room.takeReleased());
            room.resumeAll();
            assertEquals(0, room.size());
        });
    }

    @Test
    void whoLeftIsNotCalled() throws Exception {
        onLoop(() -> {
            WaitingRoom room = room(LONG);
            Guest gone = new Guest("a", room, LONG, 0);
            room.hold(gone);
            room.forget(gone);
            room.resumeAll();
            assertEquals(List.of(), story);
        });
    }

    @Test
    void refusesWhoWaitedTooLongAndNobodyElse() throws Exception {
        WaitingRoom room = room(Duration.ofSeconds(5));
        Guest late = new Guest("a", room, Duration.ofSeconds(6), 0);
        Guest recent = new Guest("b", room, Duration.ZERO, 0);
        onLoop(() -> {
            room.hold(late);
            room.hold(recent);
        });
        assertTrue(late.refused.await(10, TimeUnit.SECONDS));
        onLoop(() -> {
            assertEquals(List.of("a: ERR redoubt: no primary within 5000 ms: no Sentinel"), story);
            assertEquals(1, room.size());
        });
    }

    @Test
    void refusesOnceTheTimeHasCome() throws Exception {
        WaitingRoom room = room(Duration.ofMillis(120));
        Guest guest = new Guest("a", room, Duration.ZERO, 0);
        onLoop(() -> room.hold(guest));
        assertTrue(guest.refused.await(10, TimeUnit.SECONDS));
        assertTrue(System.nanoTime() - guest.sinceNanos >= 120_000_000);
    }

    @Test
    void looksOnceMoreBeforeItRefuses() throws Exception {
        List<WaitingRoom> rooms = new ArrayList<>();
        WaitingRoom room = room(Duration.ofSeconds(5), () -> rooms.getFirst().resumeAll());
        rooms.add(room);
        Guest goesOn = new Guest("a", room, Duration.ofSeconds(6), 0);
        Guest waitsOn = new Guest("b", room, Duration.ofSeconds(6), 1);
        onLoop(() -> {
            room.hold(goesOn);
            room.hold(waitsOn);
        });
        assertTrue(waitsOn.refused.await(10, TimeUnit.SECONDS));
        onLoop(() -> {
            assertEquals(List.of("a", "b"), story.subList(0, 2));
            assertEquals(3, story.size());
        });
    }

    @Test
    void oneThatThrowsIsGivenUpAndNobodyElse() throws Exception {
        WaitingRoom room = room(Duration.ofSeconds(5));
        Guest before = new Guest("a", room, Duration.ofSeconds(6), 1);
        Waiter broken = new Broken();
        Guest behind = new Guest("b", room, Duration.ofSeconds(6), 1);
        onLoop(() -> {
            for (Waiter each : List.of(before, broken, behind)) {
                room.hold(each);
            }
            room.resumeAll();
            assertEquals(List.of("a", "given up", "b"), story);
            assertEquals(2, room.size());
            room.hold(broken);
            story.clear();
        });
        assertTrue(behind.refused.await(10, TimeUnit.SECONDS));
        Guest late = new Guest("c", room, Duration.ofSeconds(6), 0);
        onLoop(() -> room.hold(late));
        assertTrue(late.refused.await(10, TimeUnit.SECONDS), "the clock runs on");
        onLoop(() -> {
            assertTrue(story.contains("given up"));
            assertEquals(0, room.size());
            assertEquals(2, loop.faults().count());
        });
    }

    /// A session with a bug.
    private final class Broken implements Waiter {
        @Override
        public void resume() {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void refuse(String error) {
            throw new IllegalStateException("a bug");
        }

        @Override
        public void giveUp() {
            story.add("given up");
        }

        @Override
        public long heldSinceNanos() {
            return System.nanoTime() - TimeUnit.SECONDS.toNanos(6);
        }
    }

    @Test
    void countsMemory() throws Exception {
        onLoop(() -> {
            WaitingRoom room = room(LONG);
            assertTrue(room.account(60));
            assertFalse(room.account(41));
            assertTrue(room.account(40));
            assertFalse(room.account(1));
            assertTrue(room.account(0));
            assertTrue(room.account(-30));
            assertTrue(room.account(30));
            assertEquals(
                    "ERR redoubt: too many commands are waiting for a primary (hold_memory):"
                            + " no Sentinel",
                    room.fullError());
        });
    }
}
