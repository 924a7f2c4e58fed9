package dev.redoubt.simulation;

import dev.redoubt.sentinel.Circle;
import dev.redoubt.sentinel.MasterDetails;
import dev.redoubt.sentinel.SentinelAnswer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/// What a simulated Sentinel answers to Redoubt's poll: SENTINEL GET-MASTER-ADDR-BY-NAME, MASTER,
/// SENTINELS, MYID, INFO and the vote that IS-MASTER-DOWN-BY-ADDR shows.
final class SentinelReplies {
    private static final int MOST_SENTINELS = 8;

    private static final List<String> NAMES =
            List.of("s_down", "o_down", "disconnected", "failover_in_progress", "force_failover");

    /// Every set that there is, by the bits of its names: a world asks ten thousand times.
    private static final List<Set<String>> FLAGS =
            IntStream.range(0, 1 << NAMES.size()).mapToObj(SentinelReplies::flags).toList();

    private static final Map<Seen, Circle> CIRCLES = new ConcurrentHashMap<>();

    /// Whom a Sentinel knows, and whom of these it does not hear, by their bits.
    private record Seen(int sentinel, int known, int down) {}

    private SentinelReplies() {}

    static Message poll(SimulatedSentinel sentinel) {
        return new Message.PollReply(
                new SentinelAnswer.Names(
                        Addresses.server(sentinel.failover().currentMaster()),
                        Optional.of(details(sentinel)),
                        circle(sentinel),
                        OptionalLong.of(sentinel.election().votedEpoch()),
                        sentinel.isTilted()
                                ? SentinelAnswer.Tilt.TILTED
                                : SentinelAnswer.Tilt.NONE));
    }

    private static MasterDetails details(SimulatedSentinel sentinel) {
        Instance master = sentinel.master();
        return new MasterDetails(
                Addresses.server(master.number),
                sentinel.configEpoch(),
                Long.toHexString(master.runId),
                flags(sentinel, master),
                Duration.ofMillis(sentinel.now() - master.link.lastAvailableMillis),
                Duration.ofMillis(sentinel.times().downAfterMillis()),
                master.reportsMaster ? "master" : "slave",
                sentinel.times().quorum(),
                sentinel.sentinels().size(),
                Duration.ofMillis(sentinel.times().failoverTimeoutMillis()));
    }

    private static Set<String> flags(SimulatedSentinel sentinel, Instance master) {
        int which = master.subjectivelyDown ? 1 : 0;
        which |= master.objectivelyDown ? 2 : 0;
        which |= master.link.disconnected ? 4 : 0;
        which |= sentinel.failover().isRunning() ? 8 : 0;
        which |= sentinel.failover().isForced() ? 16 : 0;
        return FLAGS.get(which);
    }

    private static Set<String> flags(int which) {
        Set<String> flags = new HashSet<>(Set.of("master"));
        for (int i = 0; i < NAMES.size(); i++) {
            if ((which >> i & 1) != 0) {
                flags.add(NAMES.get(i));
            }
        }
        return Set.copyOf(flags);
    }

    /// The same one as long as nothing changes: who reads it compares it with the one before.
    private static Circle circle(SimulatedSentinel sentinel) {
        int known = 0;
        int down = 0;
        for (Instance other : sentinel.sentinels().values()) {
            known |= 1 << other.number;
            down |= other.subjectivelyDown ? 1 << other.number : 0;
        }
        return CIRCLES.computeIfAbsent(
                new Seen(sentinel.number(), known, down), SentinelReplies::circle);
    }

    private static Circle circle(Seen seen) {
        List<Circle.Member> others = new ArrayList<>();
        for (int other = 0; other < MOST_SENTINELS; other++) {
            if ((seen.known() >> other & 1) != 0) {
                others.add(
                        new Circle.Member(
                                identity(other),
                                Addresses.sentinel(other),
                                (seen.down() >> other & 1) != 0
                                        ? Circle.Hearing.DOWN
                                        : Circle.Hearing.HEARD));
            }
        }
        return new Circle(Optional.of(identity(seen.sentinel())), others);
    }

    private static String identity(int sentinel) {
        return "sentinel-" + sentinel;
    }
}
