package dev.redoubt.simulation;

/// `sentinelRefreshInstanceInfo`: what INFO tells, and the orders that follow from it. In TILT it
/// only listens.
final class InfoReading {
    private InfoReading() {}

    static void read(SimulatedSentinel sentinel, Instance instance, Message.InfoReply info) {
        long now = sentinel.now();
        instance.runId = info.runId();
        instance.priority = info.told().priority();
        instance.linkDownMillis = info.linkDownSeconds() * 1000;
        if (instance.isMaster()) {
            for (int replica : info.replicas()) {
                if (!sentinel.replicas().containsKey(replica)) {
                    sentinel.replicas()
                            .put(replica, new Instance(Instance.Kind.REPLICA, replica, now));
                    sentinel.flush();
                }
            }
        }
        if (!info.isMaster()) {
            if (instance.replicates != info.master()) {
                instance.replicates = info.master();
                instance.configChangeMillis = now;
            }
            instance.replicationUp = info.linkUp();
            instance.offset = info.offset();
            instance.generation = info.told().generation();
        }
        instance.infoMillis = now;
        if (info.isMaster() != instance.reportsMaster) {
            instance.roleSinceMillis = now;
            instance.reportsMaster = info.isMaster();
            if (!info.isMaster()) {
                instance.configChangeMillis = now;
            }
        }
        if (!sentinel.isTilted() && instance.isReplica()) {
            act(sentinel, instance, info, now);
        }
    }

    private static void act(
            SimulatedSentinel sentinel, Instance replica, Message.InfoReply info, long now) {
        if (info.isMaster()) {
            claimsMaster(sentinel, replica, now);
            return;
        }
        if (info.master() != sentinel.master().number
                && looksSane(sentinel.master(), now)
                && replica.notDownFor(sentinel.times().failoverTimeoutMillis(), now)
                && now - replica.configChangeMillis > sentinel.times().failoverTimeoutMillis()) {
            sentinel.failover().order(replica, sentinel.master().number);
            sentinel.event("+fix-slave-config");
        }
        if (replica.reconfiguration == Instance.Reconfiguration.SENT
                && info.master() == sentinel.failover().promoted()) {
            replica.reconfiguration = Instance.Reconfiguration.RUNNING;
        }
        if (replica.reconfiguration == Instance.Reconfiguration.RUNNING && info.linkUp()) {
            replica.reconfiguration = Instance.Reconfiguration.DONE;
        }
    }

    private static void claimsMaster(SimulatedSentinel sentinel, Instance replica, long now) {
        if (replica.promoted && sentinel.failover().awaitsPromotion()) {
            sentinel.failover().promotionSeen(replica);
            return;
        }
        long wait = SentinelTimes.PUBLISH * 4;
        if (!replica.promoted
                && looksSane(sentinel.master(), now)
                && replica.notDownFor(wait, now)
                && now - replica.roleSinceMillis > wait) {
            sentinel.failover().order(replica, sentinel.master().number);
            sentinel.event("+convert-to-slave");
        }
    }

    /// `sentinelMasterLooksSane`.
    private static boolean looksSane(Instance master, long now) {
        return master.reportsMaster
                && !master.subjectivelyDown
                && !master.objectivelyDown
                && now - master.infoMillis < SentinelTimes.INFO * 2;
    }
}
