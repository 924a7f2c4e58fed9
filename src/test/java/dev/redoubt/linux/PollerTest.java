package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;

@Timeout(30)
class PollerTest {
    private static final long LONG_NANOS = TimeUnit.HOURS.toNanos(1);

    @Test
    void itWaitsUntilTheMomentAndNotLess() throws Exception {
        try (Poller poller = Poller.open()) {
            long momentNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
            poller.awaitUntil(momentNanos);
            assertTrue(System.nanoTime() - momentNanos >= 0);
            // One that has passed is no wait at all.
            poller.awaitUntil(momentNanos);
        }
    }

    @Test
    void anotherThreadWakesIt() throws Exception {
        try (Poller poller = Poller.open()) {
            Thread waker = Thread.ofPlatform().start(poller::wake);
            poller.awaitUntil(System.nanoTime() + LONG_NANOS);
            waker.join();
        }
    }

    @Test
    void aCallBeforeTheWaitEndsItOnce() throws Exception {
        try (Poller poller = Poller.open()) {
            poller.wake();
            poller.wake();
            poller.awaitUntil(System.nanoTime() + LONG_NANOS);
            long momentNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
            poller.awaitUntil(momentNanos);
            assertTrue(System.nanoTime() - momentNanos >= 0);
        }
    }

    @Test
    void aMemberThatHasSomethingEndsTheWait() throws Exception {
        try (Poller poller = Poller.open();
                Descriptor counter = Descriptor.eventCounter();
                Poller other = Poller.open()) {
            Pollable member = counter::number;
            Pollable silent = () -> 0;
            poller.add(member);
            assertFalse(poller.isReady(member));
            assertFalse(poller.isReady(silent));
            write(counter);
            poller.awaitUntil(System.nanoTime() + LONG_NANOS);
            assertTrue(poller.isReady(member));
            poller.remove(member);
            assertFalse(poller.isReady(member));
            other.wake();
        }
    }

    private static void write(Descriptor counter) {
        try (Arena arena = Arena.ofConfined()) {
            int written =
                    Libc.write(counter.number(), arena.allocateFrom(ValueLayout.JAVA_LONG, 1));
            assertEquals(Long.BYTES, written);
        }
    }

    @Test
    void aCallAfterTheEndIsNothing() throws Exception {
        Poller poller = Poller.open();
        poller.close();
        poller.wake();
        poller.close();
    }

    @Test
    void theKernelsClockIsJavas() {
        long before = System.nanoTime();
        long kernel = KernelClock.MONOTONIC.nanos();
        long after = System.nanoTime();
        assertTrue(before <= kernel && kernel <= after, before + " " + kernel + " " + after);
        assertTrue(KernelClock.BOOTTIME.nanos() >= after);
    }
}
