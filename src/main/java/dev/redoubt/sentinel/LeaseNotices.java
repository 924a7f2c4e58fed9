package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.sentinel.LeaseState.Cause;
import dev.redoubt.sentinel.LeaseState.Continued;
import dev.redoubt.sentinel.LeaseState.Off;
import dev.redoubt.sentinel.LeaseState.Running;
import dev.redoubt.sentinel.LeaseState.TooShort;
import dev.redoubt.sentinel.LeaseState.Waiting;

import java.util.List;

/// Tells each change of a lease that an operator should know of, once. Pure.
final class LeaseNotices {
    private LeaseNotices() {}

    static void tell(
            HostPort primary, LeaseState before, LeaseState after, List<SentinelAction> actions) {
        if (before.getClass() != after.getClass()) {
            switch (after) {
                case Off _ -> {}
                case TooShort(var downAfter) ->
                        tell(new SentinelNotice.Unfenced(primary, downAfter), actions);
                case Waiting waiting ->
                        tell(new SentinelNotice.Fenced(primary, waiting.reason()), actions);
                case Continued going ->
                        tell(new SentinelNotice.Continued(primary, going.reason()), actions);
                case Running _ when isNews(before) ->
                        tell(new SentinelNotice.Confirmed(primary), actions);
                case Running _ -> {}
            }
        }
    }

    /// The first confirmation of a new primary is as expected.
    private static boolean isNews(LeaseState before) {
        return !(before instanceof Waiting waiting && waiting.cause() == Cause.STARTING);
    }

    private static void tell(SentinelNotice notice, List<SentinelAction> actions) {
        actions.add(new SentinelAction.Tell(notice));
    }
}
