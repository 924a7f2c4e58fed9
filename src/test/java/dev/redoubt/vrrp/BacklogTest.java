package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog();

    private void take(int packets, long nowNanos) {
        for (int i = 0; i < packets; i++) {
            backlog.took(nowNanos);
        }
    }

    @Test
    void untilItWasLookedNothingIsKnown() {
        assertFalse(backlog.isReadUpTo(0));
        take(1, 5);
        assertFalse(backlog.isReadUpTo(0));
    }

    @Test
    void anEmptySocketIsReadUpToWhenItWasLooked() {
        take(3, 5);
        backlog.foundEmpty(7);
        assertTrue(backlog.isReadUpTo(7));
        assertFalse(backlog.isReadUpTo(8));
    }

    @Test
    void fromAMarkOnAsManyAreEnough() {
        backlog.foundEmpty(1);
        take(100, 2);
        backlog.mark(7);
        take(Backlog.MOST_PACKETS, 8);
        assertFalse(backlog.isReadUpTo(7));
        take(1, 9);
        assertTrue(backlog.isReadUpTo(7));
    }

    /// What comes later goes to the end of a queue that holds no more than so many.
    @Test
    void asManyAsItHoldsAreAllThatHadCome() {
        backlog.foundEmpty(1);
        take(Backlog.MOST_PACKETS, 5);
        assertFalse(backlog.isReadUpTo(5));
        take(1, 9);
        assertTrue(backlog.isReadUpTo(5));
        assertFalse(backlog.isReadUpTo(6));
        take(Backlog.MOST_PACKETS - 1, 9);
        assertFalse(backlog.isReadUpTo(9));
        take(1, 10);
        assertTrue(backlog.isReadUpTo(9));
    }
}
