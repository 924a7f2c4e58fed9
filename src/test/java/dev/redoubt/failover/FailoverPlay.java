package dev.redoubt.failover;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.Lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a test lets a machine for two loops hear, and what it wants done then.
final class FailoverPlay {
    static final HostPort A = new HostPort("10.0.0.1", 6379);
    static final HostPort B = new HostPort("10.0.0.2", 6379);
    private static final int LOOPS = 2;

    /// Near the end of the clock's range: distances must be taken by difference.
    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    private final List<String> story = new ArrayList<>();
    private FailoverState state = FailoverMachine.initial();
    private long now = START;

    static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    void hear(FailoverEvent event) {
        FailoverMachine.Step step = FailoverMachine.step(LOOPS, state, event, now);
        state = step.state();
        step.actions().stream().map(FailoverPlay::told).forEach(story::add);
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
            case FailoverAction.BeginPause(long untilNanos) ->
                    "pause " + TimeUnit.NANOSECONDS.toMillis(untilNanos - START);
            case FailoverAction.EndPause(var end, Duration lasted) ->
                    "end by " + end + " after " + lasted.toMillis();
            case FailoverAction.WakeIn(long nanos) ->
                    "wake " + TimeUnit.NANOSECONDS.toMillis(nanos);
        };
    }

    void named(HostPort primary, Lease lease) {
        hear(new FailoverEvent.Named(primary, 1, lease));
    }

    Lease lease(long millis) {
        return Lease.until(now + millis(millis), "nobody confirms");
    }

    void linked(int loop, HostPort server, int held) {
        hear(new FailoverEvent.Linked(loop, server, held, Duration.ofMillis(held)));
    }

    List<String> told() {
        List<String> soFar = List.copyOf(story);
        story.clear();
        return soFar;
    }

    void routing(Lease lease) {
        named(A, lease);
        linked(0, A, 0);
        linked(1, A, 0);
        story.clear();
    }

    FailoverState state() {
        return state;
    }

    void pass(long millis) {
        now += millis(millis);
    }

    long nowNanos() {
        return now;
    }
}
