package dev.redoubt.failover;

import static dev.redoubt.failover.FailoverPlay.A;
import static dev.redoubt.failover.FailoverPlay.B;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.topology.Lease;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// An operator's pauses of a pool with two loops.
final class FailoverPauseTest {
    private final FailoverPlay play = new FailoverPlay();

    private void pause(long millis) {
        play.hear(new FailoverEvent.Pause(Duration.ofMillis(millis)));
    }

    private void resume() {
        play.hear(new FailoverEvent.Resume());
    }

    private FailoverState beneath() {
        return assertInstanceOf(FailoverState.Paused.class, play.state()).beneath();
    }

    @Test
    void aPauseEndsWhenItIsToldTo() {
        play.routing(Lease.UNLIMITED);
        pause(5000);
        play.pass(1000);
        resume();
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        play.linked(0, A, 3);
        play.linked(1, A, 4);
        assertInstanceOf(FailoverState.Routing.class, play.state());
        assertEquals(
                List.of(
                        "pause 5000",
                        "wake 5000",
                        "end by ORDER after 1000",
                        "serving 10.0.0.1 7 waited 4"),
                play.told());
    }

    @Test
    void aPauseEndsByItself() {
        play.routing(Lease.UNLIMITED);
        pause(5000);
        play.pass(4999);
        play.hear(new FailoverEvent.Woken());
        beneath();
        play.pass(1);
        play.hear(new FailoverEvent.Woken());
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        assertEquals(
                List.of("pause 5000", "wake 5000", "wake 1", "end by LIMIT after 5000"),
                play.told());
    }

    @Test
    void whateverComesAfterItsTimeEndsAPause() {
        play.routing(Lease.UNLIMITED);
        pause(5000);
        play.pass(6000);
        pause(5000);
        beneath();
        play.pass(5000);
        resume();
        resume();
        assertEquals(
                List.of(
                        "pause 5000",
                        "wake 5000",
                        "end by LIMIT after 6000",
                        "pause 11000",
                        "wake 5000",
                        "end by LIMIT after 5000"),
                play.told());
    }

    @Test
    void aSecondPauseChangesNothing() {
        play.routing(Lease.UNLIMITED);
        pause(5000);
        play.pass(1000);
        pause(9000);
        assertEquals(List.of("pause 5000", "wake 5000", "wake 4000"), play.told());
    }

    @Test
    void aMoveWhilePausedIsServedOnlyAfterwards() {
        play.routing(Lease.UNLIMITED);
        pause(5000);
        play.told();
        play.hear(new FailoverEvent.Unlinked(0, A, "reset"));
        play.named(B, Lease.UNLIMITED);
        play.linked(0, B, 0);
        play.linked(1, B, 0);
        assertInstanceOf(FailoverState.Moved.class, beneath());
        resume();
        assertInstanceOf(FailoverState.Moved.class, play.state());
        play.linked(1, B, 5);
        play.linked(0, B, 6);
        assertEquals(
                List.of(
                        "lost 10.0.0.1: reset",
                        "wake 5000",
                        "named 10.0.0.2 after 10.0.0.1 epoch 1",
                        "wake 5000",
                        "wake 5000",
                        "wake 5000",
                        "end by ORDER after 0",
                        "serving 10.0.0.2 11 waited 6"),
                play.told());
    }

    @Test
    void aLeaseThatRunsOutWhilePausedFences() {
        play.routing(play.lease(1000));
        pause(5000);
        play.pass(1000);
        play.hear(new FailoverEvent.Woken());
        assertInstanceOf(FailoverState.Fenced.class, beneath());
        resume();
        assertInstanceOf(FailoverState.Fenced.class, play.state());
        play.named(A, play.lease(1000));
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        assertEquals(
                List.of(
                        "pause 5000",
                        "wake 1000",
                        "lost 10.0.0.1: fenced: nobody confirms",
                        "wake 4000",
                        "end by ORDER after 1000",
                        "unfence",
                        "wake 1000"),
                play.told());
    }

    @Test
    void aLeaseThatComesBackWhilePausedIsServedOnlyAfterwards() {
        play.routing(play.lease(1000));
        play.pass(1000);
        play.hear(new FailoverEvent.Woken());
        pause(5000);
        play.named(A, play.lease(2000));
        play.linked(0, A, 0);
        play.linked(1, A, 0);
        assertInstanceOf(FailoverState.Suspect.class, beneath());
        resume();
        play.linked(0, A, 1);
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        play.linked(1, A, 1);
        assertInstanceOf(FailoverState.Routing.class, play.state());
    }

    @Test
    void nobodyNeedBeNamedForAPause() {
        play.hear(new FailoverEvent.Unnamed("they disagree"));
        pause(5000);
        assertInstanceOf(FailoverState.Held.class, beneath());
        resume();
        assertInstanceOf(FailoverState.Held.class, play.state());
        resume();
        assertEquals(List.of("pause 5000", "wake 5000", "end by ORDER after 0"), play.told());
    }
}
