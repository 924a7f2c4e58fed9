package dev.redoubt.simulation;

/// The last part of a failover: the other replicas follow the new master, one at a time.
final class Reconfiguring {
    private Reconfiguring() {}

    /// `sentinelFailoverReconfNextSlave`, with parallel-syncs 1.
    static void step(SimulatedSentinel sentinel, Failover failover) {
        boolean underWay =
                sentinel.replicas().values().stream().anyMatch(Reconfiguring::isUnderWay);
        for (Instance replica : sentinel.replicas().values()) {
            if (underWay
                    || replica.promoted
                    || replica.reconfiguration == Instance.Reconfiguration.DONE) {
                continue;
            }
            if (!replica.link.disconnected) {
                order(sentinel, failover, replica);
                underWay = true;
            }
        }
        for (Instance replica : sentinel.replicas().values()) {
            if (replica.reconfiguration == Instance.Reconfiguration.SENT
                    && sentinel.now() - replica.reconfigurationSentMillis
                            > SentinelTimes.RECONF_TIMEOUT) {
                replica.reconfiguration = Instance.Reconfiguration.DONE;
            }
        }
        detectEnd(sentinel, failover);
    }

    private static boolean isUnderWay(Instance replica) {
        return replica.reconfiguration == Instance.Reconfiguration.SENT
                || replica.reconfiguration == Instance.Reconfiguration.RUNNING;
    }

    private static void order(SimulatedSentinel sentinel, Failover failover, Instance replica) {
        failover.order(replica, failover.promoted());
        replica.reconfiguration = Instance.Reconfiguration.SENT;
        replica.reconfigurationSentMillis = sentinel.now();
        sentinel.event("+slave-reconf-sent");
    }

    /// `sentinelFailoverDetectEnd`.
    private static void detectEnd(SimulatedSentinel sentinel, Failover failover) {
        Instance promoted = sentinel.replicas().get(failover.promoted());
        if (promoted == null || promoted.subjectivelyDown) {
            return;
        }
        boolean open =
                sentinel.replicas().values().stream()
                        .anyMatch(replica ->
                                !replica.promoted
                                        && replica.reconfiguration != Instance.Reconfiguration.DONE
                                        && !replica.subjectivelyDown);
        if (failover.isTimedOut()) {
            for (Instance replica : sentinel.replicas().values()) {
                if (!replica.promoted
                        && replica.reconfiguration == Instance.Reconfiguration.NONE
                        && !replica.link.disconnected) {
                    order(sentinel, failover, replica);
                }
            }
            sentinel.event("+failover-end-for-timeout");
            failover.ended();
        } else if (!open) {
            failover.ended();
        }
    }
}
