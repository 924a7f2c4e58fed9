package dev.redoubt.sentinel;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The numbers behind the lease, with where each comes from; docs/adr/0005 has the argument. Lines
/// are those of sentinel.c in Redis 7.0.15.
///
/// @param known N: how many Sentinels may take part in a decision
/// @param quorum how many must call the primary down, the least that any uses
/// @param downAfter the shortest that enough of them use
/// @param limit a shorter lease, from the file
record LeaseRules(int known, int quorum, Duration downAfter, Optional<Duration> limit) {
    /// A shorter down-after cannot be fenced without fencing a healthy primary: Sentinel pings once
    /// a second, and a lease must outlive that, a poll and the margin.
    static final Duration LEAST_DOWN_AFTER = Duration.ofSeconds(2);

    /// Off each lease, as a share of down-after. A chrony that slews runs a clock up to 8.3 % fast;
    /// quartz and rounding are far below.
    private static final int MARGIN_SHARE = 10;

    /// How old a "down" may be that is counted (4577), the timer's tick of 0.1 s, and 2 s in which
    /// the one that counts may stand still before it notices (TILT): it dates answers when it reads
    /// them.
    private static final long WORD_LIFE_NANOS = 7_100_000_000L;

    /// A Sentinel in TILT forgets nothing for 30 s, and counts once more before it forgets.
    private static final long TILT_NANOS = 30_000_000_000L;

    /// A Sentinel that stands still for longer notices, and is in TILT.
    private static final long STALL_NANOS = 2_000_000_000L;

    /// A Sentinel loads its state before it listens, and counts down-after from the loading.
    static final long LOADING_NANOS = 2_000_000_000L;

    /// An election is given up after so long (4865).
    private static final long ELECTION_NANOS = 10_000_000_000L;

    private static final Duration USUAL_FAILOVER_TIMEOUT = Duration.ofMinutes(3);

    static LeaseRules of(SentinelConfig config, List<NodeState> nodes) {
        List<MasterDetails> details = details(nodes).toList();
        int quorum =
                details.stream().mapToInt(MasterDetails::quorum).min().orElse(config.majority());
        int known = known(nodes, details);
        Duration downAfter =
                details.stream()
                        .map(MasterDetails::downAfter)
                        .sorted((a, b) -> b.compareTo(a))
                        .limit(needed(known, quorum))
                        .reduce((_, later) -> later)
                        .orElse(LEAST_DOWN_AFTER);
        return new LeaseRules(known, quorum, downAfter, config.lease().limit());
    }

    /// N − quorum + 1: so many include one of any quorum.
    int needed() {
        return needed(known, quorum);
    }

    private static int needed(int known, int quorum) {
        return Math.max(1, known - quorum + 1);
    }

    boolean isTooShort() {
        return downAfter.compareTo(LEAST_DOWN_AFTER) < 0;
    }

    /// When a lease that rests on this word ends.
    long endNanos(Confirmation word) {
        long sound = soundNanos(word.downAfter());
        return word.heardNanos()
                + limit.map(shorter -> Math.min(sound, shorter.toNanos())).orElse(sound);
    }

    /// For how long a sign of life counts.
    static long soundNanos(Duration downAfter) {
        return downAfter.toNanos() - marginNanos(downAfter);
    }

    static long marginNanos(Duration downAfter) {
        return downAfter.toNanos() / MARGIN_SHARE;
    }

    /// How long what a Sentinel said against the primary may count at another.
    static long wordLifeNanos(SentinelState.Watched watched, long nowNanos) {
        boolean tilt = nowNanos - watched.tiltUntilNanos() < 0;
        return tilt ? tiltLifeNanos() : WORD_LIFE_NANOS;
    }

    static long tiltLifeNanos() {
        return WORD_LIFE_NANOS + TILT_NANOS;
    }

    /// When a failover that is not heard of any more is over: an election, and two steps (the
    /// replica cannot be reached; it does not turn primary). A leader in TILT, which it may be
    /// without our knowledge, stands still meanwhile and goes on afterwards.
    static long giveUpNanos(List<NodeState> nodes) {
        Duration step =
                details(nodes)
                        .map(MasterDetails::failoverTimeout)
                        .max(Duration::compareTo)
                        .orElse(USUAL_FAILOVER_TIMEOUT);
        return ELECTION_NANOS + 2 * step.toNanos() + TILT_NANOS + STALL_NANOS;
    }

    /// Between two polls: a fortieth of down-after, so that at 2 s a lease is left with 2 − 0.2
    /// (margin) − 1.1 (age of the last PONG) − 0.05 (poll) = 0.65 s at the worst moment.
    static long pollNanos(Duration downAfter) {
        return Math.clamp(
                downAfter.toNanos() / 40,
                SentinelConfig.EAGER_INTERVAL_NANOS,
                SentinelConfig.CALM_INTERVAL_NANOS);
    }

    /// All distinct identities that any Sentinel tells of, but no fewer than are configured or than
    /// any of them counts.
    private static int known(List<NodeState> nodes, List<MasterDetails> details) {
        List<Circle> circles = circles(nodes).toList();
        Set<String> ids =
                circles.stream()
                        .flatMap(circle ->
                                Stream.concat(
                                        circle.own().stream(),
                                        circle.others().stream().map(Circle.Member::id)))
                        .collect(Collectors.toSet());
        int counted = details.stream().mapToInt(one -> one.otherSentinels() + 1).max().orElse(0);
        return Math.max(ids.size(), Math.max(nodes.size() - twins(circles), counted));
    }

    /// Names of the file that lead to a Sentinel which another name leads to already.
    private static int twins(List<Circle> circles) {
        List<String> own = circles.stream().map(Circle::own).flatMap(Optional::stream).toList();
        return own.size() - Set.copyOf(own).size();
    }

    private static Stream<Circle> circles(List<NodeState> nodes) {
        return nodes.stream()
                .flatMap(node -> node.names().stream())
                .map(SentinelAnswer.Names::circle);
    }

    private static Stream<MasterDetails> details(List<NodeState> nodes) {
        return nodes.stream()
                .flatMap(node -> node.names().stream())
                .flatMap(names -> names.details().stream());
    }
}
