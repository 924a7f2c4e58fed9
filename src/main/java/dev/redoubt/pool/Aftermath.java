package dev.redoubt.pool;

import dev.redoubt.backend.Pledges;
import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.History;
import dev.redoubt.failover.HistoryVerdict;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.Safeguards;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.topology.Topology;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What is looked after beside the data path when primaries come and go: the history of the one in
/// use, what fences it, and what becomes of the one before. Control loop only.
final class Aftermath implements HistoryWatch.Listener {
    private static final Logger log = LoggerFactory.getLogger(Aftermath.class);

    private final PoolConfig config;
    private final Chronicle chronicle;
    private final HistoryWatch history;
    private final Optional<DemotionWatch> demotions;
    private final Optional<ReplicaCensus> census;
    private final Optional<LossGuard> guard;
    private final Hands hands;
    private final Pledges pledges;
    private boolean warned;
    private boolean unable;

    /// What the pool does about it.
    interface Hands {
        /// The replicas are counted that writes waited for.
        void counted();

        /// What is [#allowed] has changed.
        void changed();

        /// Who else serves this pool, or did.
        Meeting meeting();

        /// What another process of this node knew of that.
        void remember(Meeting before);
    }

    Aftermath(
            PoolConfig config,
            EventLoop loop,
            Transport transport,
            Chronicle chronicle,
            Pledges pledges,
            Hands hands) {
        this.config = config;
        this.hands = hands;
        this.pledges = pledges;
        guard =
                pledges.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new LossGuard(
                                        config.name(),
                                        pledges,
                                        new LossLog(config.name()),
                                        () -> hands.meeting().others()));
        this.chronicle = chronicle;
        history = new HistoryWatch(config.name(), loop, transport, config.backend(), this);
        // Without Sentinel nobody elects.
        demotions =
                config.backend().source() instanceof SourceConfig.Sentinel
                        ? Optional.of(
                                new DemotionWatch(config.name(), loop, transport, config.backend()))
                        : Optional.empty();
        census =
                !pledges.isEmpty()
                                && config.backend().source()
                                        instanceof SourceConfig.Sentinel sentinel
                        ? Optional.of(
                                new ReplicaCensus(
                                        config.name(),
                                        loop,
                                        transport,
                                        config.backend(),
                                        sentinel,
                                        pledges,
                                        hands::counted))
                        : Optional.empty();
    }

    /// Replicas that could be promoted and that the primary hears, where they are counted; from any
    /// thread.
    OptionalInt replicasInStep() {
        return census.map(ReplicaCensus::inStep).orElse(OptionalInt.empty());
    }

    /// Who is primary now.
    ///
    /// @param epoch the Sentinels' config epoch of it, 0 without Sentinel
    void named(Optional<HostPort> primary, long epoch) {
        guard.ifPresent(each -> each.named(primary, epoch));
        history.named(primary);
        demotions.ifPresent(watch -> watch.named(primary));
        census.ifPresent(each -> each.named(primary));
    }

    /// The topology as the pool may use it.
    Topology allowed(Topology named) {
        return guard.map(each -> each.allowed(named)).orElse(named);
    }

    /// This server was started again: with durability it is looked at before it is used.
    void restarted(HostPort server) {
        if (guard.filter(each -> each.suspect(server)).isPresent()) {
            hands.changed();
            history.lookAgain();
        }
    }

    /// What must not be forgotten when another process of this node goes on.
    PoolMemory memory(ScriptShelf scripts) {
        return new PoolMemory(
                guard.flatMap(LossGuard::acknowledged),
                guard.map(LossGuard::usage).orElse(Usage.NONE),
                hands.meeting(),
                demotions.map(DemotionWatch::demoted).orElse(List.of()),
                scripts.contents());
    }

    /// What another process of this node knew.
    void remember(PoolMemory memory) {
        hands.remember(memory.meeting());
        Optional<History> acknowledged = memory.acknowledged();
        if (acknowledged.isPresent()
                && guard.filter(each -> each.remember(acknowledged.get(), memory.usage()))
                        .isPresent()) {
            hands.changed();
            history.lookAgain();
        }
        demotions.ifPresent(each -> each.remember(memory.demoted()));
    }

    /// Another process of this node goes on with all of it.
    void bequeath() {
        demotions.ifPresent(DemotionWatch::bequeath);
    }

    /// Commands are held for a planned move, at most for so long.
    void lookAway(Duration most) {
        history.lookAway(most);
    }

    /// The primary told its commands: with them the promises can be kept, or can not.
    void learned(CommandTable table) {
        if (pledges.isEmpty()) {
            return;
        }
        pledges.learn(table);
        Optional<String> why = pledges.unable();
        if (why.isPresent() && !unable) {
            log.error("pool {}: {}; writes wait", config.name(), why.get());
        }
        unable = why.isPresent();
        hands.counted();
    }

    /// An operator goes on with a primary that lacks something.
    Answer acceptLoss() {
        Answer answer =
                guard.map(LossGuard::accept).orElseGet(() -> new Answer.NothingLost(config.name()));
        hands.changed();
        return answer;
    }

    @Override
    public void judged(HostPort server, HistoryVerdict verdict) {
        chronicle.judged(server, verdict);
    }

    @Override
    public void looked(HostPort server, History now, InfoText replication) {
        // Before it is used: what a write needs is counted anew after a restart.
        census.ifPresent(each -> each.looked(now.runId(), replication));
        if (guard.filter(each -> each.looked(server, now, replication)).isPresent()) {
            hands.changed();
        }
        chronicle.answered();
        demotions.ifPresent(watch -> {
            watch.looked(replication);
            warnOnce(server, replication);
        });
    }

    @Override
    public void untold(HostPort server) {
        if (guard.filter(each -> each.untold(server)).isPresent()) {
            hands.changed();
        }
    }

    private void warnOnce(HostPort server, InfoText replication) {
        if (!warned && Safeguards.of(replication) == Safeguards.NONE) {
            warned = true;
            log.warn(
                    "pool {}: min-replicas-to-write: 0 at {} (expected: 1 or more, with replicas to"
                            + " spare: a Sentinel that stalls in the middle of a failover promotes"
                            + " a replica whenever it wakes, and only missing replicas keep the"
                            + " old primary from taking writes then)",
                    config.name(),
                    server);
        }
    }

    /// Ends all connections and timers.
    void close() {
        history.close();
        demotions.ifPresent(DemotionWatch::close);
        census.ifPresent(ReplicaCensus::close);
    }
}
