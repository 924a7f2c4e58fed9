package dev.redoubt.simulation;

import dev.redoubt.config.ByteSize;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.OwnDurability;
import dev.redoubt.config.UnansweredWrites;

import java.time.Duration;
import java.util.Optional;

/// A Redoubt node: the real Sentinel machine, and a data path behind it.
final class SimulatedNode extends SimulatedProcess {
    private final Reach reach;
    private final Settings settings;
    private final DataPath path;

    /// What its file says.
    ///
    /// @param loops that carry commands
    /// @param holdNanos for which a command waits at most
    record Settings(
            int loops,
            long holdNanos,
            UnansweredWrites unansweredWrites,
            Optional<DurabilityConfig> durability) {
        FailoverConfig failover() {
            return new FailoverConfig(
                    Optional.of(Duration.ofNanos(holdNanos)),
                    new ByteSize(64L << 20),
                    unansweredWrites,
                    durability,
                    OwnDurability.NONE);
        }
    }

    SimulatedNode(
            World world,
            Reach reach,
            int number,
            int host,
            Invariants invariants,
            Guard guard,
            Settings settings) {
        super(world, "node-" + number, host);
        this.reach = reach;
        this.settings = settings;
        this.path = new ContractPath(this, reach, invariants, guard);
    }

    @Override
    void started() {
        path.begin();
    }

    @Override
    Endpoint accept(Wire wire) {
        return path.session(wire);
    }

    Settings settings() {
        return settings;
    }

    DataPath path() {
        return path;
    }

    Reach reach() {
        return reach;
    }
}
