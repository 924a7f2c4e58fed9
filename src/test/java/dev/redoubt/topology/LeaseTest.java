package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeaseTest {
    @Test
    void endsAtItsMoment() {
        Lease lease = Lease.until(1000, "why");
        assertTrue(lease.holdsAt(999));
        assertFalse(lease.holdsAt(1000));
        assertFalse(lease.holdsAt(1001));
        assertEquals(1, lease.leftNanos(999));
        assertEquals(0, lease.leftNanos(2000));
    }

    /// `System.nanoTime()` may start anywhere and pass through `Long.MAX_VALUE`.
    @Test
    void theClockMayOverflow() {
        Lease lease = Lease.until(Long.MIN_VALUE + 5, "why");
        assertTrue(lease.holdsAt(Long.MAX_VALUE - 5));
        assertFalse(lease.holdsAt(Long.MIN_VALUE + 6));
        assertEquals(11, lease.leftNanos(Long.MAX_VALUE - 5));
    }

    @Test
    void unlimitedNeverEnds() {
        assertTrue(Lease.UNLIMITED.holdsAt(Long.MIN_VALUE));
        assertTrue(Lease.UNLIMITED.holdsAt(Long.MAX_VALUE));
        assertEquals(Long.MAX_VALUE, Lease.UNLIMITED.leftNanos(0));
    }
}
