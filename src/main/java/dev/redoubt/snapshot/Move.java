package dev.redoubt.snapshot;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// One move of a pool from a primary to the next, told whole. Immutable.
///
/// @param from the primary before; the same as `to` where a server came back at its own address and
///   its history did not
/// @param reason why the primary before was lost
/// @param epoch the Sentinels' config epoch of `to`, 0 without Sentinel
/// @param history what `to` lacks of what was last seen of `from`
public record Move(
        String pool,
        HostPort from,
        HostPort to,
        String reason,
        long epoch,
        Timeline timeline,
        Toll toll,
        HistoryFinding history) {

    /// What the clients felt.
    ///
    /// @param held sessions whose commands waited
    /// @param longestWait of those, zero when none waited
    /// @param retried commands that were sent again
    /// @param refused commands that got an error instead of being sent
    /// @param unanswered commands whose link ended before their reply
    public record Toll(
            long held, Duration longestWait, long retried, long refused, long unanswered) {}

    /// Whether anything is missing.
    ///
    /// @param key one word for programs
    /// @param missingBytes of the replication stream, at least; 0 where none are, or nobody knows
    /// @param words for people
    public record HistoryFinding(Kind kind, String key, long missingBytes, String words) {
        /// How bad it is.
        public enum Kind {
            /// Nobody can say.
            UNKNOWN,
            /// Nothing is missing of what was last seen.
            WHOLE,
            /// Something is missing, or everything may be.
            BROKEN
        }
    }

    /// From the first sign of the failure to the first command on the new primary.
    public Duration pause() {
        return timeline.pause();
    }

    /// The move on one line, without the pool.
    public String words() {
        StringBuilder line = new StringBuilder();
        line.append(from.equals(to) ? "back at " + to : "moved from " + from + " to " + to);
        if (epoch > 0) {
            line.append(" (epoch ").append(epoch).append(')');
        }
        line.append(": paused ").append(pause().toMillis()).append(" ms (").append(reason);
        Optional.of(timeline.words())
                .filter(steps -> !steps.isEmpty())
                .ifPresent(steps -> line.append("; ").append(steps));
        line.append("); ").append(toll.held()).append(" clients waited, at most ");
        line.append(toll.longestWait().toMillis()).append(" ms; ");
        line.append(toll.retried()).append(" retried, ");
        line.append(toll.refused()).append(" refused, ");
        line.append(toll.unanswered()).append(" unanswered; ");
        return line.append(history.words()).toString();
    }
}
