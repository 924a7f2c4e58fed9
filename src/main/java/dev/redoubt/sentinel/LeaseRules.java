package dev.redoubt.sentinel;

import dev.redoubt.sentinel.SentinelAnswer.Names;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /// What the last answers of `nodes`, however old, add up to.
    static LeaseRules of(SentinelConfig config, List<NodeState> nodes) {
        int quorum = Integer.MAX_VALUE;
        List<Names> answers = new ArrayList<>();
        List<Duration> downAfters = new ArrayList<>();
        for (NodeState node : nodes) {
            if (node.heard().isPresent() && node.heard().get().answer() instanceof Names names) {
                answers.add(names);
                if (names.details().isPresent()) {
                    MasterDetails details = names.details().get();
                    quorum = Math.min(quorum, details.quorum());
                    downAfters.add(details.downAfter());
                }
            }
        }
        quorum = downAfters.isEmpty() ? config.majority() : quorum;
        int known = known(nodes.size(), answers);
        downAfters.sort(Comparator.reverseOrder());
        int enough = Math.min(needed(known, quorum), downAfters.size());
        Duration downAfter = enough == 0 ? LEAST_DOWN_AFTER : downAfters.get(enough - 1);
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
        long stepNanos = -1;
        for (NodeState node : nodes) {
            Optional<MasterDetails> details = node.details();
            if (details.isPresent()) {
                stepNanos = Math.max(stepNanos, details.get().failoverTimeout().toNanos());
            }
        }
        stepNanos = stepNanos < 0 ? USUAL_FAILOVER_TIMEOUT.toNanos() : stepNanos;
        return ELECTION_NANOS + 2 * stepNanos + TILT_NANOS + STALL_NANOS;
    }

    /// Between two polls: a fortieth of down-after, so that at 2 s a lease is left with 2 − 0.2
    /// (margin) − 1.1 (age of the last PONG) − 0.05 (poll) = 0.65 s at the worst moment.
    static long pollNanos(Duration downAfter) {
        return Math.clamp(
                downAfter.toNanos() / 40,
                SentinelConfig.EAGER_INTERVAL_NANOS,
                SentinelConfig.CALM_INTERVAL_NANOS);
    }

    /// All distinct identities that any Sentinel tells of, but no fewer than are configured (less
    /// the names of the file that lead to a Sentinel which another name leads to already) or than
    /// any of them counts.
    private static int known(int configured, List<Names> answers) {
        Set<String> all = new HashSet<>();
        Set<String> own = new HashSet<>();
        int twins = 0;
        int counted = 0;
        for (Names answer : answers) {
            Optional<String> self = answer.circle().own();
            if (self.isPresent()) {
                all.add(self.get());
                twins += own.add(self.get()) ? 0 : 1;
            }
            for (Circle.Member other : answer.circle().others()) {
                all.add(other.id());
            }
            if (answer.details().isPresent()) {
                counted = Math.max(counted, answer.details().get().otherSentinels() + 1);
            }
        }
        return Math.max(all.size(), Math.max(configured - twins, counted));
    }
}
