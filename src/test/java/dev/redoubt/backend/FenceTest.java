package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Who may be used, and until when.
final class FenceTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);
    private static final HostPort B = new HostPort("10.0.0.2", 6379);

    /// Near the end of the clock's range: distances must be taken by difference.
    private static final long START = Long.MAX_VALUE - millis(500);

    private long suspendedNanos;
    private long now = START;
    private final Fence fence = new Fence(() -> now + suspendedNanos, () -> now);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void publish(HostPort primary, Lease lease) {
        Topology topology = new Topology(1, Optional.of(primary), 1, Optional.empty(), "", lease);
        fence.update(topology);
    }

    @Test
    void nobodyIsAdmittedBeforeAnybodyIsNamed() {
        assertFalse(fence.admits(A, now));
    }

    @Test
    void onlyTheNamedOneIsAdmitted() {
        publish(A, Lease.UNLIMITED);
        assertTrue(fence.admits(A, now));
        assertFalse(fence.admits(B, now));
        publish(B, Lease.UNLIMITED);
        assertFalse(fence.admits(A, now));
        assertEquals("it is not the primary any more", fence.refusal(A));
    }

    @Test
    void aLeaseEndsToTheNanosecond() {
        publish(A, Lease.until(now + millis(1000), "nobody confirms"));
        now += millis(1000) - 1;
        assertTrue(fence.admits(A, now));
        now += 1;
        assertFalse(fence.admits(A, now));
        assertEquals("fenced: nobody confirms", fence.refusal(A));
    }

    @Test
    void aSuspendedHostMustBeToldAnew() {
        Lease lease = Lease.until(now + millis(1000), "nobody confirms");
        publish(A, lease);
        suspendedNanos = millis(60_000);
        now += 1;
        assertFalse(fence.admits(A, now));
        publish(A, lease);
        assertTrue(fence.admits(A, now));
    }

    @Test
    void aSlewedClockIsNone() {
        publish(A, Lease.until(now + millis(1000), "nobody confirms"));
        now += millis(500);
        suspendedNanos = millis(42);
        assertTrue(fence.admits(A, now));
        suspendedNanos = -millis(42);
        assertTrue(fence.admits(A, now));
    }

    @Test
    void theClockOfALongTurnIsOnlyLate() {
        publish(A, Lease.until(now + millis(1000), "nobody confirms"));
        long turn = now;
        now += millis(400);
        assertTrue(fence.admits(A, turn));
        suspendedNanos = millis(60_000);
        assertFalse(fence.admits(A, turn));
    }

    @Test
    void aLookThatIsInterruptedIsRepeated() {
        AtomicInteger looks = new AtomicInteger();
        Fence interrupted =
                new Fence(() -> looks.incrementAndGet() == 2 ? now + millis(150) : now, () -> now);
        Topology topology =
                new Topology(
                        1,
                        Optional.of(A),
                        1,
                        Optional.empty(),
                        "",
                        Lease.until(now + millis(1000), "nobody confirms"));
        interrupted.update(topology);
        assertTrue(interrupted.admits(A, now));
        assertEquals(3, looks.get());
    }

    @Test
    void aPauseKeepsCommandsAndLetsRepliesThrough() {
        publish(A, Lease.UNLIMITED);
        assertTrue(fence.routes(A, now));
        fence.pause(now + millis(700));
        publish(A, Lease.UNLIMITED);
        now += millis(700) - 1;
        assertFalse(fence.routes(A, now));
        assertTrue(fence.admits(A, now));
        now += 1;
        assertTrue(fence.routes(A, now));
        fence.pause(now + millis(700));
        assertFalse(fence.routes(A, now));
        fence.resume();
        assertTrue(fence.routes(A, now));
        assertFalse(fence.routes(B, now));
    }

    @Test
    void withoutALeaseNoClockMatters() {
        publish(A, Lease.UNLIMITED);
        suspendedNanos = millis(60_000);
        assertTrue(fence.admits(A, now));
    }
}
