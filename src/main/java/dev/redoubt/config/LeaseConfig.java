package dev.redoubt.config;

import java.time.Duration;
import java.util.Optional;

/// Whether and how the primary of a Sentinel pool is fenced.
///
/// @param limit a shorter time than the Sentinels' down-after allows, counted from the primary's
///   last sign of life at them; only with [Fence#AUTO]
public record LeaseConfig(Fence fence, Optional<Duration> limit, Lost lost) {
    /// What the file means when it says nothing.
    public static final LeaseConfig AUTO = new LeaseConfig(Fence.AUTO, Optional.empty(), Lost.HOLD);

    /// Whether there is a lease.
    public enum Fence {
        AUTO,
        OFF
    }

    /// What to do when too few Sentinels are within reach to confirm the primary.
    public enum Lost {
        /// Commands wait: safety before service.
        HOLD,
        /// The primary stays in use while none contradicts: service before safety.
        CONTINUE
    }
}
