package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Where a pool with two loops stands.
final class FailoverMachineTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);
    private static final HostPort B = new HostPort("10.0.0.2", 6379);
    private static final int LOOPS = 2;

    /// Near the end of the clock's range: distances must be taken by difference.
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    private final List<String> story = new ArrayList<>();
    private FailoverState state = FailoverMachine.initial();
    private long now = START;

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void hear(FailoverEvent event) {
        FailoverMachine.Step step = FailoverMachine.step(LOOPS, state, event, now);
        state = step.state();
        step.actions().stream().map(FailoverMachineTest::told).forEach(story::add);
    }

    private static String told(FailoverAction action) {
        return switch (action) {
            case FailoverAction.TellLost(HostPort server, String reason) ->
                    "lost " + server.host() + ": " + reason;
            case FailoverAction.TellNamed(HostPort server, var before, long epoch) ->
                    "named "
                            + server.host()
                            + " after "
                            + before.map(HostPort::host).orElse("none")
                            + " epoch "
                            + epoch;
            case FailoverAction.TellServing(HostPort server, _, long held, Duration wait) ->
                    "serving " + server.host() + " " + held + " waited " + wait.toMillis();
            case FailoverAction.Unfence _ -> "unfence";
            case FailoverAction.WakeIn(long nanos) ->
                    "wake " + TimeUnit.NANOSECONDS.toMillis(nanos);
        };
    }

    private void named(HostPort primary, Lease lease) {
        hear(new FailoverEvent.Named(primary, 1, lease));
    }

    private Lease lease(long millis) {
        return Lease.until(now + millis(millis), "nobody confirms");
    }

    private void linked(int loop, HostPort server, int held) {
        hear(new FailoverEvent.Linked(loop, server, held, Duration.ofMillis(held)));
    }

    private List<String> told() {
        List<String> soFar = List.copyOf(story);
        story.clear();
        return soFar;
    }

    private void routing(Lease lease) {
        named(A, lease);
        linked(0, A, 0);
        linked(1, A, 0);
        assertInstanceOf(FailoverState.Routing.class, state);
        story.clear();
    }

    @Test
    void itRoutesOnceEveryLoopHasALink() {
        named(A, Lease.UNLIMITED);
        linked(0, A, 3);
        assertInstanceOf(FailoverState.Moved.class, state);
        linked(1, A, 4);
        assertInstanceOf(FailoverState.Routing.class, state);
        assertEquals(
                List.of("named 10.0.0.1 after none epoch 1", "serving 10.0.0.1 7 waited 4"),
                told());
    }

    @Test
    void aLoopWithoutALinkMakesThePrimarySuspect() {
        routing(Lease.UNLIMITED);
        hear(new FailoverEvent.Unlinked(1, A, "reset"));
        assertInstanceOf(FailoverState.Suspect.class, state);
        hear(new FailoverEvent.Unlinked(0, A, "reset"));
        linked(0, A, 1);
        linked(1, A, 2);
        assertInstanceOf(FailoverState.Routing.class, state);
        assertEquals(List.of("lost 10.0.0.1: reset", "serving 10.0.0.1 3 waited 2"), told());
    }

    @Test
    void whatIsSaidOfAnotherServerIsOld() {
        routing(Lease.UNLIMITED);
        hear(new FailoverEvent.Unlinked(0, B, "reset"));
        linked(0, B, 1);
        assertEquals(List.of(), told());
        assertInstanceOf(FailoverState.Routing.class, state);
    }

    @Test
    void aMoveIsToldOnce() {
        routing(Lease.UNLIMITED);
        named(B, Lease.UNLIMITED);
        named(B, Lease.UNLIMITED);
        linked(0, B, 1);
        linked(1, B, 1);
        assertEquals(
                List.of(
                        "lost 10.0.0.1: the primary moved to 10.0.0.2:6379",
                        "named 10.0.0.2 after 10.0.0.1 epoch 1",
                        "serving 10.0.0.2 2 waited 1"),
                told());
    }

    @Test
    void nobodyNamedMeansToHold() {
        routing(Lease.UNLIMITED);
        hear(new FailoverEvent.Unnamed("they disagree"));
        hear(new FailoverEvent.Unnamed("they disagree"));
        assertInstanceOf(FailoverState.Held.class, state);
        assertEquals(List.of("lost 10.0.0.1: they disagree"), told());
    }

    @Test
    void aLeaseThatRunsOutFences() {
        routing(lease(1000));
        now += millis(999);
        hear(new FailoverEvent.Woken());
        assertEquals(List.of("wake 1"), told());
        now += millis(1);
        hear(new FailoverEvent.Woken());
        assertInstanceOf(FailoverState.Fenced.class, state);
        assertEquals(List.of("lost 10.0.0.1: fenced: nobody confirms"), told());
    }

    @Test
    void aRenewalIsNoNews() {
        routing(lease(1000));
        now += millis(500);
        named(A, lease(1000));
        assertEquals(List.of("wake 1000"), told());
    }

    @Test
    void aLeaseThatEndsEarlyFencesAtOnce() {
        routing(lease(1000));
        named(A, Lease.until(now, "a failover is in progress"));
        assertEquals(List.of("lost 10.0.0.1: fenced: a failover is in progress"), told());
    }

    @Test
    void whoComesBackServesOnceEveryLoopHasSaidSo() {
        routing(lease(1000));
        now += millis(1000);
        hear(new FailoverEvent.Woken());
        linked(0, A, 0);
        story.clear();
        named(A, lease(1000));
        assertInstanceOf(FailoverState.Suspect.class, state);
        linked(0, A, 5);
        linked(1, A, 6);
        assertEquals(
                List.of(
                        "unfence",
                        "wake 1000",
                        "wake 1000",
                        "serving 10.0.0.1 11 waited 6",
                        "wake 1000"),
                told());
    }

    @Test
    void aMoveOutOfAFenceEndsIt() {
        routing(lease(1000));
        now += millis(1000);
        hear(new FailoverEvent.Woken());
        story.clear();
        named(B, lease(1000));
        linked(0, B, 1);
        linked(1, B, 1);
        assertEquals(
                List.of(
                        "named 10.0.0.2 after 10.0.0.1 epoch 1",
                        "wake 1000",
                        "wake 1000",
                        "serving 10.0.0.2 2 waited 1",
                        "wake 1000"),
                told());
    }

    @Test
    void aNewPrimaryWithoutALeaseIsNotUsed() {
        named(A, Lease.until(now, "only 1 of 3 Sentinels within reach"));
        linked(0, A, 0);
        linked(1, A, 0);
        assertInstanceOf(FailoverState.Fenced.class, state);
        assertEquals(List.of("named 10.0.0.1 after none epoch 1"), told());
    }

    @Test
    void whoeverWasTurnedAwayBeforeARenewalThatCameLateIsCalled() {
        routing(lease(1000));
        told();
        now += millis(1001);
        hear(new FailoverEvent.Lapsed());
        assertEquals(List.of("lost 10.0.0.1: fenced: nobody confirms"), told());
        named(A, lease(1000));
        assertEquals(List.of("unfence", "wake 1000"), told());
    }

    @Test
    void whoeverWasTurnedAwayByAClockThatWasSetIsCalled() {
        routing(lease(1000));
        told();
        hear(new FailoverEvent.Lapsed());
        assertEquals(
                List.of(
                        "lost 10.0.0.1: fenced: its lease was in doubt for a moment",
                        "unfence",
                        "wake 1000"),
                told());
        linked(0, A, 1);
        linked(1, A, 0);
        assertInstanceOf(FailoverState.Routing.class, state);
    }

    @Test
    void aLapseThatIsToldAlreadyChangesNothing() {
        routing(lease(1000));
        now += millis(1001);
        hear(new FailoverEvent.Woken());
        told();
        hear(new FailoverEvent.Lapsed());
        assertEquals(List.of(), told());
        assertInstanceOf(FailoverState.Fenced.class, state);
    }
}
