package dev.redoubt.failover;

import static dev.redoubt.failover.FailoverPlay.A;
import static dev.redoubt.failover.FailoverPlay.B;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.topology.Lease;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Where a pool with two loops stands.
final class FailoverMachineTest {
    private final FailoverPlay play = new FailoverPlay();

    @Test
    void itRoutesOnceEveryLoopHasALink() {
        play.named(A, Lease.UNLIMITED);
        play.linked(0, A, 3);
        assertInstanceOf(FailoverState.Moved.class, play.state());
        play.linked(1, A, 4);
        assertInstanceOf(FailoverState.Routing.class, play.state());
        assertEquals(
                List.of("named 10.0.0.1 after none epoch 1", "serving 10.0.0.1 7 waited 4"),
                play.told());
    }

    @Test
    void aLoopWithoutALinkMakesThePrimarySuspect() {
        play.routing(Lease.UNLIMITED);
        play.hear(new FailoverEvent.Unlinked(1, A, "reset"));
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        play.hear(new FailoverEvent.Unlinked(0, A, "reset"));
        play.linked(0, A, 1);
        play.linked(1, A, 2);
        assertInstanceOf(FailoverState.Routing.class, play.state());
        assertEquals(List.of("lost 10.0.0.1: reset", "serving 10.0.0.1 3 waited 2"), play.told());
    }

    @Test
    void whatIsSaidOfAnotherServerIsOld() {
        play.routing(Lease.UNLIMITED);
        play.hear(new FailoverEvent.Unlinked(0, B, "reset"));
        play.linked(0, B, 1);
        assertEquals(List.of(), play.told());
        assertInstanceOf(FailoverState.Routing.class, play.state());
    }

    @Test
    void aMoveIsToldOnce() {
        play.routing(Lease.UNLIMITED);
        play.named(B, Lease.UNLIMITED);
        play.named(B, Lease.UNLIMITED);
        play.linked(0, B, 1);
        play.linked(1, B, 1);
        assertEquals(
                List.of(
                        "lost 10.0.0.1: the primary moved to 10.0.0.2:6379",
                        "named 10.0.0.2 after 10.0.0.1 epoch 1",
                        "serving 10.0.0.2 2 waited 1"),
                play.told());
    }

    @Test
    void nobodyNamedMeansToHold() {
        play.routing(Lease.UNLIMITED);
        play.hear(new FailoverEvent.Unnamed("they disagree"));
        play.hear(new FailoverEvent.Unnamed("they disagree"));
        assertInstanceOf(FailoverState.Held.class, play.state());
        assertEquals(List.of("lost 10.0.0.1: they disagree"), play.told());
    }

    @Test
    void aLeaseThatRunsOutFences() {
        play.routing(play.lease(1000));
        play.pass(999);
        play.hear(new FailoverEvent.Woken());
        assertEquals(List.of("wake 1"), play.told());
        play.pass(1);
        play.hear(new FailoverEvent.Woken());
        assertInstanceOf(FailoverState.Fenced.class, play.state());
        assertEquals(List.of("lost 10.0.0.1: fenced: nobody confirms"), play.told());
    }

    @Test
    void aRenewalIsNoNews() {
        play.routing(play.lease(1000));
        play.pass(500);
        play.named(A, play.lease(1000));
        assertEquals(List.of("wake 1000"), play.told());
    }

    @Test
    void aLeaseThatEndsEarlyFencesAtOnce() {
        play.routing(play.lease(1000));
        play.named(A, Lease.until(play.nowNanos(), "a failover is in progress"));
        assertEquals(List.of("lost 10.0.0.1: fenced: a failover is in progress"), play.told());
    }

    @Test
    void whoComesBackServesOnceEveryLoopHasSaidSo() {
        play.routing(play.lease(1000));
        play.pass(1000);
        play.hear(new FailoverEvent.Woken());
        play.linked(0, A, 0);
        play.told();
        play.named(A, play.lease(1000));
        assertInstanceOf(FailoverState.Suspect.class, play.state());
        play.linked(0, A, 5);
        play.linked(1, A, 6);
        assertEquals(
                List.of(
                        "unfence",
                        "wake 1000",
                        "wake 1000",
                        "serving 10.0.0.1 11 waited 6",
                        "wake 1000"),
                play.told());
    }

    @Test
    void aMoveOutOfAFenceEndsIt() {
        play.routing(play.lease(1000));
        play.pass(1000);
        play.hear(new FailoverEvent.Woken());
        play.told();
        play.named(B, play.lease(1000));
        play.linked(0, B, 1);
        play.linked(1, B, 1);
        assertEquals(
                List.of(
                        "named 10.0.0.2 after 10.0.0.1 epoch 1",
                        "wake 1000",
                        "wake 1000",
                        "serving 10.0.0.2 2 waited 1",
                        "wake 1000"),
                play.told());
    }

    @Test
    void aNewPrimaryWithoutALeaseIsNotUsed() {
        play.named(A, Lease.until(play.nowNanos(), "only 1 of 3 Sentinels within reach"));
        play.linked(0, A, 0);
        play.linked(1, A, 0);
        assertInstanceOf(FailoverState.Fenced.class, play.state());
        assertEquals(List.of("named 10.0.0.1 after none epoch 1"), play.told());
    }
}
