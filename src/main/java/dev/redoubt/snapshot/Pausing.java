package dev.redoubt.snapshot;

import java.time.Instant;
import java.util.Optional;

/// What holds a pool's commands on purpose.
///
/// @param pausedUntil when an operator's pause ends by itself; empty without one
/// @param pauses how often an operator paused it
/// @param movingUntil until when a planned move holds them at most; empty while none does
/// @param holds how often a planned move held them
public record Pausing(
        Optional<Instant> pausedUntil, long pauses, Optional<Instant> movingUntil, long holds) {
    /// Nothing does, or did.
    public static final Pausing NONE = new Pausing(Optional.empty(), 0, Optional.empty(), 0);
}
