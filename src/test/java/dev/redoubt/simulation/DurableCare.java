package dev.redoubt.simulation;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.ReplicaCount;
import dev.redoubt.pool.DurabilityDecisions;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a node does for durable writes beside the data path: it looks at the primary's history, and
/// counts replicas. What it decides is real ([DurabilityDecisions]); what carries is a model of
/// `Aftermath`, `HistoryWatch`, `InfoLook` and `ReplicaCensus`.
final class DurableCare {
    private static final long INFO_NANOS = World.SECOND;
    private static final long LOADING_NANOS = World.SECOND / 10;
    private static final long INFO_RESPONSE_NANOS = 5 * World.SECOND;
    private static final long IMPATIENT_MILLIS = 20;
    private static final long REPLICAS_NANOS = World.SECOND / 2;
    private static final long REPLICAS_RESPONSE_NANOS = 2 * World.SECOND;

    private final SimulatedNode node;
    private final ControlLoop control;
    private final Invariants invariants;
    private final Guard guard;
    private final Pledges pledges;
    private final Hands hands;
    private final DurabilityDecisions decisions;
    private final List<Enquiry> censuses = new ArrayList<>();
    private @Nullable Look look;
    private boolean withheld;
    private long countedNanos;

    /// What the pool does about it.
    interface Hands {
        /// The replicas are counted that writes waited for.
        void counted();

        /// What is [#allowed] has changed.
        void changed();
    }

    DurableCare(
            SimulatedNode node,
            ControlLoop control,
            Invariants invariants,
            Guard guard,
            Pledges pledges,
            Hands hands) {
        this.node = node;
        this.control = control;
        this.invariants = invariants;
        this.guard = guard;
        this.pledges = pledges;
        this.hands = hands;
        Reach reach = node.reach();
        decisions =
                new DurabilityDecisions(
                        pledges, reach.configured(), () -> reach.nodes.size() > 1, this::told);
        for (int i = 0; i < reach.configured(); i++) {
            HostPort sentinel = Addresses.sentinel(i);
            censuses.add(
                    new Enquiry(
                            node,
                            control,
                            reach.sentinels.get(i),
                            new Message.AskReplicas(),
                            REPLICAS_RESPONSE_NANOS,
                            new Census(sentinel)));
        }
    }

    private void told(String words) {
        node.log(words);
        if (words.contains(" lacks ")) {
            invariants.tally().withheld++;
        }
    }

    /// `Aftermath.named`.
    void named(Optional<HostPort> primary, long epoch) {
        boolean another = decisions.named(primary, epoch);
        Look before = look;
        boolean same = before != null && primary.equals(Optional.of(before.server));
        if (primary.isPresent() && !same) {
            if (before != null) {
                before.enquiry.end();
            }
            look = new Look(primary.get());
            look.enquiry.begin();
        }
        if (another) {
            censuses.forEach(Enquiry::begin);
        }
    }

    /// `Aftermath.allowed`.
    Topology allowed(Topology named) {
        Topology allowed = guard == Guard.NO_LOSS_GUARD ? named : decisions.allowed(named);
        withheld = allowed.reason().contains(" lacks ");
        return allowed;
    }

    /// `Aftermath.restarted`.
    void restarted(HostPort server) {
        if (decisions.suspect(server)) {
            hands.changed();
            if (look != null) {
                look.disappointments = 0;
                look.enquiry.now();
            }
        }
    }

    /// Whether an operator is waited for.
    boolean isWithheld() {
        return withheld;
    }

    /// The operator's word.
    void accept() {
        Look at = look;
        if (at != null && withheld) {
            int server = Addresses.serverAt(at.server);
            invariants.promises().accepted(node, node.reach().servers.get(server));
            decisions.accept();
            hands.changed();
        }
    }

    /// Since when writes need not wait for a count; now, if they do.
    long countedNanos() {
        return pledges.areCounted() ? countedNanos : node.world().nowNanos();
    }

    private void counts(boolean first) {
        if (first) {
            countedNanos = node.world().nowNanos();
            hands.counted();
        }
    }

    /// One named server is looked at.
    private final class Look implements Enquiry.Asker {
        private final HostPort server;
        private final Enquiry enquiry;
        private int disappointments;

        Look(HostPort server) {
            this.server = server;
            this.enquiry =
                    new Enquiry(
                            node,
                            control,
                            node.reach().servers.get(Addresses.serverAt(server)),
                            new Message.Look(),
                            INFO_RESPONSE_NANOS,
                            this);
        }

        @Override
        public long heard(Message answer) {
            if (!(answer instanceof Message.LookReply(String words, var sight))) {
                throw new IllegalStateException(answer.toString());
            }
            InfoText text = InfoText.of(words);
            Optional<History> now = History.of(text, text);
            if (now.isEmpty()) {
                boolean loads = text.number("loading").orElse(0) != 0;
                return Math.min(loads ? LOADING_NANOS : INFO_NANOS, ended());
            }
            disappointments = 0;
            looked(server, now.get(), text, sight);
            return INFO_NANOS;
        }

        @Override
        public long ended() {
            long millis = IMPATIENT_MILLIS << Math.min(disappointments++, 6);
            return Math.min(INFO_NANOS, millis * World.MILLI);
        }
    }

    /// `Aftermath.looked`.
    private void looked(HostPort server, History now, InfoText replication, Witnesses.Sight sight) {
        counts(count(now.runId(), replication));
        if (decisions.looked(server, now, replication)) {
            hands.changed();
        }
        if (isUsed(server)) {
            invariants.promises().looked(node, sight);
        }
    }

    private boolean isUsed(HostPort server) {
        Topology named =
                new Topology(0, Optional.of(server), 0, Optional.empty(), "", Lease.UNLIMITED);
        return decisions.allowed(named).primary().isPresent();
    }

    private boolean count(String runId, InfoText replication) {
        if (guard == Guard.NO_CENSUS) {
            boolean first = !pledges.areCounted();
            pledges.counted(ReplicaCount.connected(replication).size(), 0, 0);
            return first;
        }
        return decisions.counts(runId, replication);
    }

    /// One Sentinel is asked.
    private final class Census implements Enquiry.Asker {
        private final HostPort sentinel;

        Census(HostPort sentinel) {
            this.sentinel = sentinel;
        }

        @Override
        public long heard(Message answer) {
            if (answer instanceof Message.ReplicasReply(var entries) && guard != Guard.NO_CENSUS) {
                counts(decisions.heard(sentinel, entries));
            }
            return REPLICAS_NANOS;
        }

        @Override
        public long ended() {
            decisions.lost(sentinel);
            return REPLICAS_NANOS;
        }
    }
}
