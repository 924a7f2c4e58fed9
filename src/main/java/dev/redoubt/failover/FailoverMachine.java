package dev.redoubt.failover;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.FailoverState.Fenced;
import dev.redoubt.failover.FailoverState.Held;
import dev.redoubt.failover.FailoverState.Moved;
import dev.redoubt.failover.FailoverState.Past;
import dev.redoubt.failover.FailoverState.Paused;
import dev.redoubt.failover.FailoverState.Routing;
import dev.redoubt.failover.FailoverState.Suspect;
import dev.redoubt.failover.FailoverState.Use;
import dev.redoubt.topology.Lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes one story of what the source of the topology, the loops' links and the clock say about a
/// pool's primary. Pure: the clock is an argument.
///
/// | state | what happens | next |
/// |---|---|---|
/// | any | another primary is named | Moved |
/// | any | nobody is named | Held |
/// | any with a primary | its lease is over, or a loop held it for over | Fenced |
/// | Moved, Suspect | every loop has a link | Routing |
/// | Routing | a loop has lost its link | Suspect |
/// | Fenced | the lease holds again | Suspect, until every loop has told of its link |
/// | any | an operator pauses | Paused: all of the above goes on beneath, but nothing is routed |
/// | Paused | an operator resumes, or its time is over | what is beneath; with a primary Suspect or Moved, until every loop has told of its link |
///
/// The loops do not wait for this: each looks at the lease before it sends and after it has read,
/// and drops its links to a server that is not named any more. What is decided here is what is told
/// to people, and when those who wait are called.
public final class FailoverMachine {
    private FailoverMachine() {}

    /// The next state and what to do.
    public record Step(FailoverState state, List<FailoverAction> actions) {
        /// Keeps an unchangeable copy of `actions`.
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /// The state before anything is known.
    public static FailoverState initial() {
        return new Held(Past.NONE, "starting");
    }

    /// One event at `nowNanos` (`System.nanoTime()`).
    ///
    /// @param loops how many there are
    public static Step step(int loops, FailoverState state, FailoverEvent event, long nowNanos) {
        List<FailoverAction> actions = new ArrayList<>();
        FailoverState operated = operate(state, event, nowNanos, actions);
        FailoverState next;
        if (operated instanceof Paused(FailoverState beneath, long since, long until)) {
            FailoverState heard = hear(beneath, event, nowNanos, actions);
            next = new Paused(fence(heard, nowNanos, actions), since, until);
        } else {
            FailoverState heard = hear(operated, event, nowNanos, actions);
            next = serve(loops, fence(heard, nowNanos, actions), actions);
        }
        long left = leftNanos(next, nowNanos);
        if (left < Long.MAX_VALUE) {
            actions.add(new FailoverAction.WakeIn(left));
        }
        return new Step(next, actions);
    }

    /// Until something happens by itself.
    private static long leftNanos(FailoverState state, long nowNanos) {
        return switch (state) {
            case Held _, Fenced _ -> Long.MAX_VALUE;
            case Paused(FailoverState beneath, _, long untilNanos) ->
                    Math.min(leftNanos(beneath, nowNanos), untilNanos - nowNanos);
            case Moved(_, Use use) -> use.lease().leftNanos(nowNanos);
            case Routing(_, Use use) -> use.lease().leftNanos(nowNanos);
            case Suspect(_, Use use, _) -> use.lease().leftNanos(nowNanos);
        };
    }

    private static FailoverState operate(
            FailoverState state, FailoverEvent event, long nowNanos, List<FailoverAction> actions) {
        FailoverState unpaused = state;
        if (state instanceof Paused(FailoverState beneath, long sinceNanos, long untilNanos)) {
            boolean isOver = nowNanos - untilNanos >= 0;
            if (!isOver && !(event instanceof FailoverEvent.Resume)) {
                return state;
            }
            FailoverAction.PauseEnd end =
                    isOver ? FailoverAction.PauseEnd.LIMIT : FailoverAction.PauseEnd.ORDER;
            Duration lasted = Duration.ofNanos(nowNanos - sinceNanos);
            actions.add(new FailoverAction.EndPause(end, lasted));
            unpaused = released(beneath);
        }
        if (event instanceof FailoverEvent.Pause(Duration limit)) {
            long untilNanos = nowNanos + limit.toNanos();
            actions.add(new FailoverAction.BeginPause(untilNanos));
            Past past = unpaused.isRouting() ? unpaused.past().lost() : unpaused.past();
            return new Paused(withPast(unpaused, past), nowNanos, untilNanos);
        }
        return unpaused;
    }

    private static FailoverState released(FailoverState state) {
        return switch (state) {
            case Routing(Past past, Use use) -> new Suspect(past, use.unlinked(), "paused");
            case Moved(_, Use use) -> with(state, use.unlinked());
            case Suspect(_, Use use, _) -> with(state, use.unlinked());
            case Held _, Fenced _, Paused _ -> state;
        };
    }

    private static FailoverState hear(
            FailoverState state, FailoverEvent event, long nowNanos, List<FailoverAction> actions) {
        return switch (event) {
            case FailoverEvent.Named(HostPort primary, long epoch, Lease lease) ->
                    isOf(state, primary)
                            ? with(state, use(state).under(lease))
                            : move(state, primary, epoch, lease, actions);
            case FailoverEvent.Unnamed(String reason) -> {
                tellLost(state, reason, actions);
                yield new Held(state.past().lost(), reason);
            }
            case FailoverEvent.Linked(int loop, HostPort server, long held, var longestWait) ->
                    isOf(state, server)
                            ? with(
                                    withPast(state, state.past().released(held, longestWait)),
                                    use(state).linked(loop))
                            : state;
            case FailoverEvent.Unlinked(int loop, HostPort server, String reason) ->
                    isOf(state, server) ? unlinked(state, loop, reason, actions) : state;
            case FailoverEvent.Lapsed _ -> lapsed(state, nowNanos, actions);
            case FailoverEvent.Pause _, FailoverEvent.Resume _, FailoverEvent.Woken _ -> state;
        };
    }

    /// Whoever was turned away meanwhile is called like everybody whose lease came back.
    private static FailoverState lapsed(
            FailoverState state, long nowNanos, List<FailoverAction> actions) {
        boolean told =
                state instanceof Fenced
                        || state.named().filter(use -> use.lease().holdsAt(nowNanos)).isEmpty();
        return told
                ? state
                : fenced(state, use(state), "its lease was in doubt for a moment", actions);
    }

    private static boolean isOf(FailoverState state, HostPort server) {
        return state.named().filter(use -> use.primary().equals(server)).isPresent();
    }

    private static Use use(FailoverState state) {
        return state.named().orElseThrow();
    }

    private static FailoverState move(
            FailoverState state,
            HostPort primary,
            long epoch,
            Lease lease,
            List<FailoverAction> actions) {
        tellLost(state, "the primary moved to " + primary, actions);
        Past past = state.isRouting() ? state.past().lost() : state.past();
        actions.add(new FailoverAction.TellNamed(primary, past.lastServed(), epoch));
        return new Moved(past, new Use(primary, lease, Set.of()));
    }

    private static FailoverState unlinked(
            FailoverState state, int loop, String reason, List<FailoverAction> actions) {
        Use left = use(state).unlinked(loop);
        if (state instanceof Routing) {
            tellLost(state, reason, actions);
            return new Suspect(state.past().lost(), left, reason);
        }
        return state instanceof Suspect
                ? new Suspect(state.past(), left, reason)
                : with(state, left);
    }

    private static void tellLost(FailoverState state, String reason, List<FailoverAction> actions) {
        if (state instanceof Routing(_, Use use)) {
            actions.add(new FailoverAction.TellLost(use.primary(), reason));
        }
    }

    private static FailoverState fence(
            FailoverState state, long nowNanos, List<FailoverAction> actions) {
        Optional<Use> use = state.named();
        if (use.isEmpty()) {
            return state;
        }
        boolean holds = use.get().lease().holdsAt(nowNanos);
        if (state instanceof Fenced fenced && holds) {
            actions.add(new FailoverAction.Unfence());
            return new Suspect(fenced.past(), use.get().unlinked(), fenced.reason());
        }
        if (holds) {
            return state;
        }
        return fenced(state, use.get(), use.get().lease().reason(), actions);
    }

    private static Fenced fenced(
            FailoverState state, Use use, String why, List<FailoverAction> actions) {
        String reason = "fenced: " + why;
        tellLost(state, reason, actions);
        Past past = state.isRouting() ? state.past().lost() : state.past();
        return new Fenced(past, use, reason);
    }

    private static FailoverState serve(
            int loops, FailoverState state, List<FailoverAction> actions) {
        boolean waits = state instanceof Moved || state instanceof Suspect;
        if (!waits || use(state).loops().size() < loops) {
            return state;
        }
        Past past = state.past();
        HostPort primary = use(state).primary();
        actions.add(
                new FailoverAction.TellServing(
                        primary, past.lastServed(), past.held(), past.longestWait()));
        return new Routing(
                new Past(Optional.of(primary), past.held(), past.longestWait()), use(state));
    }

    private static FailoverState with(FailoverState state, Use use) {
        return switch (state) {
            case Held held -> held;
            case Paused paused -> paused;
            case Moved(Past past, _) -> new Moved(past, use);
            case Routing(Past past, _) -> new Routing(past, use);
            case Suspect(Past past, _, String reason) -> new Suspect(past, use, reason);
            case Fenced(Past past, _, String reason) -> new Fenced(past, use, reason);
        };
    }

    private static FailoverState withPast(FailoverState state, Past past) {
        return switch (state) {
            case Held(_, String reason) -> new Held(past, reason);
            case Paused paused -> paused;
            case Moved(_, Use use) -> new Moved(past, use);
            case Routing(_, Use use) -> new Routing(past, use);
            case Suspect(_, Use use, String reason) -> new Suspect(past, use, reason);
            case Fenced(_, Use use, String reason) -> new Fenced(past, use, reason);
        };
    }
}
