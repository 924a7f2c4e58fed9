package dev.redoubt.backend;

import dev.redoubt.command.CommandTable;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.net.Credentials;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// What a pool promises of writes, and to whom: most pools nothing, some to all clients, or to some
/// users or clients something of their own.
public final class Pledges {
    private static final String DEFAULT_USER = "default";

    private final FailoverConfig config;
    private final List<Durability> all;
    private final @Nullable Durability common;
    private final @Nullable Durability strictest;

    /// The fewest that were asked since [#leastAskedLately()] was called last; 0 if not known.
    private int asked;

    /// The same, between the two calls before.
    private int askedBefore;

    /// The run id of the process that has what was acknowledged; empty while anybody may be used.
    private volatile String process = "";

    /// As the file has them.
    public Pledges(FailoverConfig config) {
        this.config = config;
        List<Durability> made = new ArrayList<>();
        for (DurabilityConfig each : config.durabilities()) {
            made.add(new Durability(each, made.size()));
        }
        all = List.copyOf(made);
        common = config.durability().map(this::made).orElse(null);
        strictest = all.isEmpty() ? null : Durability.keeping(List.copyOf(config.durabilities()));
        asked = leastAsked();
    }

    private Durability made(DurabilityConfig each) {
        return all.get(config.durabilities().indexOf(each));
    }

    /// Whether nothing is promised to anybody.
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// Whether it depends on who a client is.
    public boolean varies() {
        return !config.own().users().isEmpty() || !config.own().clients().isEmpty();
    }

    /// What is promised to a client; null where nothing is.
    ///
    /// @param identity of which it takes the user; without one it is Redis' `default`
    /// @param name that it gave itself; empty for none
    public @Nullable Durability of(Identity identity, String name) {
        if (!varies()) {
            return common;
        }
        String user = identity.credentials().map(Credentials::username).orElse(DEFAULT_USER);
        return config.durabilityOf(user, name).map(this::made).orElse(null);
    }

    /// What holds where nobody can tell who a client is: all promises at once; null where nothing
    /// is promised at all.
    public @Nullable Durability strictest() {
        return strictest;
    }

    /// Each promise once.
    List<Durability> all() {
        return all;
    }

    /// Nobody knows the replicas yet.
    ///
    /// @param never those of the primary before that may never be promoted
    public void uncounted(int never) {
        each(promise -> promise.uncounted(never));
    }

    /// The replicas were counted: [Durability#counted].
    public void counted(int promotable, int never, int others) {
        each(promise -> promise.counted(promotable, never, others));
    }

    /// The primary in use told its commands.
    public void learn(CommandTable table) {
        each(promise -> promise.learn(table));
    }

    /// This process has what was acknowledged: another one at its address must not be used before
    /// it was looked at, too.
    ///
    /// @param runId empty where nothing was acknowledged that could be missing
    public void trust(String runId) {
        process = runId;
    }

    /// Whether a process may be used, as far as what was acknowledged goes; from any thread.
    public boolean trusts(String runId) {
        String known = process;
        return known.isEmpty() || known.equals(runId);
    }

    private void each(Consumer<Durability> change) {
        all.forEach(change);
        if (strictest != null) {
            change.accept(strictest);
        }
        asked = lesser(asked, leastAsked());
    }

    /// Why writes cannot be sent now to whom something is promised; empty where they can.
    Optional<String> obstacle() {
        Optional<String> uncounted =
                areCounted()
                        ? Optional.empty()
                        : Optional.of(
                                "nobody knows yet how many replicas could be promoted"
                                        + " (failover.durability)");
        return unable().or(() -> uncounted);
    }

    /// Why a promise cannot be kept with this primary; empty where all can.
    public Optional<String> unable() {
        return all.stream().anyMatch(Durability::isUnable)
                ? Optional.of(
                        "the primary has no WAITAOF, which fsync needs (expected: Redis 7.2 or"
                                + " later; failover.durability)")
                : Optional.empty();
    }

    /// Whether each promise knows how many replicas it needs.
    public boolean areCounted() {
        return all.stream().allMatch(each -> each.demand() != null);
    }

    /// So many replicas at least have what was acknowledged to anybody; 0 where that is not known.
    public int leastAsked() {
        return demands().stream()
                .mapToInt(Durability.Demand::asked)
                .filter(asked -> asked > 0)
                .min()
                .orElse(0);
    }

    /// The same, of what was acknowledged since the call before the last one: a write may have been
    /// sent when fewer were asked. Control loop only.
    public int leastAskedLately() {
        int lately = lesser(askedBefore, asked);
        askedBefore = asked;
        asked = leastAsked();
        return lately;
    }

    private static int lesser(int one, int other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }

    /// Replicas that the strictest promise needs; empty while they are not counted.
    public OptionalInt mostWanted() {
        return areCounted()
                ? demands().stream().mapToInt(Durability.Demand::replicas).max()
                : OptionalInt.empty();
    }

    private List<Durability.Demand> demands() {
        return all.stream()
                .map(each -> Optional.ofNullable(each.demand()))
                .flatMap(Optional::stream)
                .toList();
    }

    /// The longest that replicas may take, in nanoseconds.
    long timeoutNanos() {
        return all.stream().mapToLong(Durability::timeoutNanos).max().orElse(0);
    }
}
