package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

/// Whom a Sentinel calls down: by its own ears, and together with what others said up to five
/// seconds ago.
final class Downs {
    private final SimulatedSentinel sentinel;

    /// Whether others are asked although they answered less than a second ago.
    enum Asking {
        WHEN_DUE,
        FORCED
    }

    Downs(SimulatedSentinel sentinel) {
        this.sentinel = sentinel;
    }

    /// `sentinelCheckSubjectivelyDown`.
    void checkSubjectively(Instance instance) {
        InstanceLink link = instance.link;
        long now = sentinel.now();
        long downAfter = sentinel.times().downAfterMillis();
        long elapsed = 0;
        if (link.unansweredPingMillis != 0) {
            elapsed = now - link.unansweredPingMillis;
        } else if (link.disconnected) {
            elapsed = now - link.lastAvailableMillis;
        }
        if (link.command != null
                && now - link.commandSinceMillis > SentinelTimes.LINK_RECONNECT
                && link.unansweredPingMillis != 0
                && now - link.unansweredPingMillis > downAfter / 2
                && now - link.lastPongMillis > downAfter / 2) {
            link.closeCommand();
        }
        if (link.pubSub != null
                && now - link.pubSubSinceMillis > SentinelTimes.LINK_RECONNECT
                && now - link.pubSubActivityMillis > SentinelTimes.PUBLISH * 3) {
            link.closePubSub();
        }
        boolean wrongRole =
                instance.isMaster()
                        && !instance.reportsMaster
                        && now - instance.roleSinceMillis > downAfter + SentinelTimes.INFO * 2;
        if (elapsed > downAfter || wrongRole) {
            if (!instance.subjectivelyDown) {
                instance.subjectivelyDown = true;
                instance.downSinceMillis = now;
                tell(instance, "+sdown");
            }
        } else if (instance.subjectivelyDown) {
            instance.subjectivelyDown = false;
            tell(instance, "-sdown");
        }
    }

    private void tell(Instance instance, String channel) {
        if (instance.isMaster()) {
            sentinel.event(channel);
        }
    }

    /// `sentinelCheckObjectivelyDown`.
    void checkObjectively() {
        Instance master = sentinel.master();
        boolean down =
                master.subjectivelyDown
                        && 1
                                        + sentinel.sentinels().values().stream()
                                                .filter(other -> other.saysDown)
                                                .count()
                                >= sentinel.times().quorum();
        if (down && !master.objectivelyDown) {
            master.objectivelyDownSinceMillis = sentinel.now();
            sentinel.event("+odown");
        } else if (!down && master.objectivelyDown) {
            sentinel.event("-odown");
        }
        master.objectivelyDown = down;
    }

    /// `sentinelAskMasterStateToOtherSentinels`.
    void ask(Asking asking) {
        long now = sentinel.now();
        for (Instance other : sentinel.sentinels().values()) {
            long elapsed = now - other.lastDownReplyMillis;
            if (elapsed > SentinelTimes.ASK * 5) {
                other.saysDown = false;
                other.leader = NOBODY;
            }
            if (sentinel.master().subjectivelyDown
                    && !other.link.disconnected
                    && (asking == Asking.FORCED || elapsed >= SentinelTimes.ASK)) {
                other.link.send(
                        new Message.IsMasterDown(
                                sentinel.master().number,
                                sentinel.currentEpoch(),
                                sentinel.failover().isRunning() ? sentinel.number() : NOBODY));
            }
        }
    }

    /// `sentinelReceiveIsMasterDownReply`.
    void answered(Instance other, Message.MasterDown answer) {
        other.lastDownReplyMillis = sentinel.now();
        other.saysDown = answer.down();
        if (answer.leader() != NOBODY) {
            other.leader = answer.leader();
            other.leaderEpoch = answer.leaderEpoch();
        }
    }
}
