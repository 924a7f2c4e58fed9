package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;
import dev.redoubt.failover.InfoText;
import dev.redoubt.operate.Answer;
import dev.redoubt.topology.Addresses;
import dev.redoubt.topology.Topology;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The real [LossGuard] and [ReplicaRoll], with somebody else's connections and clocks.
public final class DurabilityDecisions {
    private final LossGuard guard;
    private final ReplicaRoll roll;

    /// @param sentinels how many the file names
    /// @param meetsOthers whether other nodes serve the pool
    /// @param told gets what people are told
    public DurabilityDecisions(
            Pledges pledges, int sentinels, BooleanSupplier meetsOthers, Consumer<String> told) {
        guard = new LossGuard("simulated", pledges, new Told(told), meetsOthers);
        roll = new ReplicaRoll(sentinels, new Addresses(Map.of()), pledges);
    }

    private record Told(Consumer<String> words) implements LossGuard.Listener {
        @Override
        public void withheld(HostPort server, String lack) {
            words.accept(server + " lacks what replicas had acknowledged: " + lack);
        }

        @Override
        public void regained(HostPort server) {
            words.accept(server + " has what replicas had acknowledged");
        }

        @Override
        public void accepted(HostPort server, String lack) {
            words.accept("an operator goes on with " + server + ": " + lack);
        }
    }

    /// [LossGuard#named], [ReplicaRoll#named].
    public boolean named(Optional<HostPort> next, long epoch) {
        guard.named(next, epoch);
        return roll.named(next);
    }

    /// [LossGuard#suspect].
    public boolean suspect(HostPort server) {
        return guard.suspect(server);
    }

    /// [LossGuard#looked].
    public boolean looked(HostPort server, History now, InfoText replication) {
        return guard.looked(server, now, replication);
    }

    /// [LossGuard#untold].
    public boolean untold(HostPort server) {
        return guard.untold(server);
    }

    /// [LossGuard#allowed].
    public Topology allowed(Topology next) {
        return guard.allowed(next);
    }

    /// [LossGuard#accept].
    public Answer accept() {
        return guard.accept();
    }

    /// [ReplicaRoll#looked].
    public boolean counts(String runId, InfoText replication) {
        return roll.looked(runId, replication);
    }

    /// [ReplicaRoll#heard].
    public boolean heard(HostPort sentinel, Collection<Map<String, String>> entries) {
        return roll.heard(sentinel, entries);
    }

    /// [ReplicaRoll#lost].
    public void lost(HostPort sentinel) {
        roll.lost(sentinel);
    }
}
