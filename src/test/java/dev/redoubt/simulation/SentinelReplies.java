package dev.redoubt.simulation;

import dev.redoubt.sentinel.Circle;
import dev.redoubt.sentinel.MasterDetails;
import dev.redoubt.sentinel.SentinelAnswer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a simulated Sentinel answers to Redoubt's poll: SENTINEL GET-MASTER-ADDR-BY-NAME, MASTER,
/// SENTINELS, MYID, INFO and the vote that IS-MASTER-DOWN-BY-ADDR shows.
final class SentinelReplies {
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
        Set<String> flags = new HashSet<>();
        flags.add("master");
        if (master.subjectivelyDown) {
            flags.add("s_down");
        }
        if (master.objectivelyDown) {
            flags.add("o_down");
        }
        if (master.link.disconnected) {
            flags.add("disconnected");
        }
        if (sentinel.failover().isRunning()) {
            flags.add("failover_in_progress");
        }
        if (sentinel.failover().isForced()) {
            flags.add("force_failover");
        }
        return flags;
    }

    private static Circle circle(SimulatedSentinel sentinel) {
        List<Circle.Member> others = new ArrayList<>();
        for (Instance other : sentinel.sentinels().values()) {
            others.add(
                    new Circle.Member(
                            identity(other.number),
                            Addresses.sentinel(other.number),
                            other.subjectivelyDown ? Circle.Hearing.DOWN : Circle.Hearing.HEARD));
        }
        return new Circle(Optional.of(identity(sentinel.number())), others);
    }

    private static String identity(int sentinel) {
        return "sentinel-" + sentinel;
    }
}
