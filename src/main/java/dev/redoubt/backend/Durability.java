package dev.redoubt.backend;

import dev.redoubt.command.CommandTable;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.DurabilityConfig.Storage;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One promise of a pool about writes. The control loop says how many replicas count, each loop
/// reads it before it asks for them.
public final class Durability {
    private final Replicas replicas;
    private final Storage storage;
    private final long timeoutMillis;
    private final int place;
    private final int least;
    private volatile @Nullable Demand demand;
    private volatile boolean unable;

    /// How many replicas must have a write.
    ///
    /// @param replicas that could be promoted
    /// @param others that WAIT counts although they can't be promoted: they may be among those that
    ///   it tells
    public record Demand(int replicas, int others) {
        /// So many must acknowledge for `replicas` of them to be sure.
        public int asked() {
            return replicas + others;
        }
    }

    /// With a fixed number the demand is known at once.
    ///
    /// @param place among the promises of its pool, from 0 on
    public Durability(DurabilityConfig config, int place) {
        this(config, place, 0);
    }

    private Durability(DurabilityConfig config, int place, int least) {
        this.place = place;
        this.least = least;
        replicas = config.replicas();
        storage = config.storage();
        timeoutMillis = config.timeout().toMillis();
        uncounted(0);
    }

    /// What keeps all of these at once: the most replicas, on disk if one of them says so, and the
    /// longest time.
    ///
    /// @param several at least one
    static Durability keeping(List<DurabilityConfig> several) {
        DurabilityConfig first = several.getFirst();
        Replicas most = first.replicas();
        Storage storage = first.storage();
        Duration longest = first.timeout();
        int largest = 0;
        for (DurabilityConfig each : several) {
            if (each.replicas() instanceof Replicas.Count(int number)) {
                largest = Math.max(largest, number);
            } else {
                most = each.replicas();
            }
            storage = each.storage() == Storage.DISK ? Storage.DISK : storage;
            longest = each.timeout().compareTo(longest) > 0 ? each.timeout() : longest;
        }
        Replicas wanted = most instanceof Replicas.All ? most : new Replicas.Count(largest);
        return new Durability(
                new DurabilityConfig(wanted, storage, longest), several.size(), largest);
    }

    int place() {
        return place;
    }

    /// Nobody knows the replicas yet: with a fixed number the ones that never count are taken to be
    /// those of before.
    ///
    /// @param never how many these are
    public void uncounted(int never) {
        demand =
                switch (replicas) {
                    case Replicas.Count(int number) -> new Demand(number, never);
                    case Replicas.All _ -> null;
                };
    }

    /// The replicas were counted.
    ///
    /// @param promotable how many could be promoted
    /// @param never connected ones that may never be, or that are about to connect
    /// @param others connected ones that could not be as things are, those among them
    public void counted(int promotable, int never, int others) {
        demand =
                switch (replicas) {
                    case Replicas.Count(int number) -> new Demand(number, never);
                    case Replicas.All _ -> new Demand(Math.max(promotable, least), others);
                };
    }

    /// Null before the first count, if one is needed: then no write is sent.
    public @Nullable Demand demand() {
        return demand;
    }

    /// Whether the primary told commands without which this cannot be kept.
    ///
    /// @param table of its commands
    void learn(CommandTable table) {
        unable = storage == Storage.DISK && !table.tellsWaitaof();
    }

    /// Whether writes may be sent: what they are promised can be asked for.
    public boolean isAskable() {
        return demand != null && !unable;
    }

    /// Whether the primary cannot be asked for this at all.
    boolean isUnable() {
        return unable;
    }

    /// What is to be asked about what is written now.
    public Commitment commitment() {
        Demand known = demand;
        // Before the first count no write gets so far, but for what was on its way.
        return new Commitment(
                known == null ? new Demand(Integer.MAX_VALUE, 0) : known, storage, timeoutMillis());
    }

    /// How long the replicas may take.
    long timeoutNanos() {
        return TimeUnit.MILLISECONDS.toNanos(timeoutMillis());
    }

    /// The same in milliseconds; at least 1: WAIT takes 0 for ever.
    private long timeoutMillis() {
        return Math.max(1, timeoutMillis);
    }
}
