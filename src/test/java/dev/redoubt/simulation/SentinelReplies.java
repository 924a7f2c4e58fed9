package dev.redoubt.simulation;

import dev.redoubt.sentinel.MasterDetails;
import dev.redoubt.sentinel.SentinelAnswer;

import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What a simulated Sentinel answers to Redoubt's poll.
final class SentinelReplies {
    private SentinelReplies() {}

    static Message poll(SimulatedSentinel sentinel) {
        return new Message.PollReply(
                new SentinelAnswer.Names(
                        Addresses.server(sentinel.failover().currentMaster()),
                        Optional.of(details(sentinel))));
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
                sentinel.sentinels().size());
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
        return flags;
    }
}
