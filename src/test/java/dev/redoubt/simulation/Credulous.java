package dev.redoubt.simulation;

import dev.redoubt.sentinel.SentinelAnswer;
import dev.redoubt.sentinel.SentinelView;

import java.util.Optional;

/// What a node would see that asked no second Sentinel and compared no epochs.
final class Credulous {
    private Credulous() {}

    static SentinelView view(SentinelAnswer.Names names, long nowNanos) {
        return new SentinelView(Optional.of(names.address()), 0, Optional.empty(), "");
    }
}
