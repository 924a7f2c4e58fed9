package dev.redoubt.pool;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// Which primary of a pool that promises durability was the last that a node used.
///
/// @param primary empty before the first
/// @param epoch the Sentinels' config epoch of it then, 0 without Sentinel
/// @param ahead whether it is used before the Sentinels have told its epoch
/// @param between who was primary since then and was not used here; empty for nobody
record Usage(Optional<HostPort> primary, long epoch, boolean ahead, String between) {
    static final Usage NONE = new Usage(Optional.empty(), 0, false, "");

    /// Another one is named than `last`, which was used or not.
    ///
    /// @param withheld whether `last` lacked something
    /// @param early whether the Sentinels have told the epoch of the one before only
    Usage named(Optional<HostPort> last, boolean withheld, boolean early) {
        boolean skipped = !last.equals(primary) && (primary.isPresent() || withheld);
        String skips = last.filter(_ -> skipped).map(HostPort::toString).orElse(between);
        return new Usage(primary, epoch, early, skips);
    }

    /// The Sentinels have told its epoch.
    Usage told(long itsEpoch) {
        return new Usage(primary, itsEpoch, false, between);
    }

    /// It was promoted once more: who was primary in between may not be known.
    Usage skipped() {
        return new Usage(primary, epoch, false, between.isEmpty() ? "another server" : between);
    }

    /// What was used before does not count any more.
    Usage forgotten() {
        return new Usage(Optional.empty(), 0, ahead, "");
    }

    /// Whether it is `named`, of a later epoch.
    boolean isBefore(Optional<HostPort> named, long itsEpoch) {
        return named.isPresent() && named.equals(primary) && itsEpoch > epoch;
    }
}
