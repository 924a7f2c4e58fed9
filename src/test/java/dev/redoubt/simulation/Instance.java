package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

/// `sentinelRedisInstance`: what a Sentinel knows of a master, a replica or another Sentinel.
final class Instance {
    final Kind kind;

    /// A server's number, or a Sentinel's.
    final int number;

    final InstanceLink link;
    boolean subjectivelyDown;
    boolean objectivelyDown;

    /// Of another Sentinel: it said that the master is down.
    boolean saysDown;

    boolean promoted;
    Reconfiguration reconfiguration = Reconfiguration.NONE;
    long runId;
    long lastPublishMillis;
    long lastDownReplyMillis;
    long downSinceMillis;
    long objectivelyDownSinceMillis;
    long infoMillis;
    boolean reportsMaster;
    long roleSinceMillis;
    long configChangeMillis;
    long linkDownMillis;
    long reconfigurationSentMillis;
    int replicates = NOBODY;
    boolean replicationUp;
    long offset;

    /// Of its data when it told its offset: for the judge.
    long generation;

    long priority = 100;
    int leader = NOBODY;
    long leaderEpoch;

    enum Kind {
        MASTER,
        REPLICA,
        SENTINEL
    }

    /// RECONF_SENT, RECONF_INPROG, RECONF_DONE.
    enum Reconfiguration {
        NONE,
        SENT,
        RUNNING,
        DONE
    }

    Instance(Kind kind, int number, long nowMillis) {
        this.kind = kind;
        this.number = number;
        this.link = new InstanceLink(nowMillis);
        lastPublishMillis = nowMillis;
        lastDownReplyMillis = nowMillis;
        reportsMaster = kind == Kind.MASTER;
        roleSinceMillis = nowMillis;
        configChangeMillis = nowMillis;
    }

    /// `sentinelResetMaster` keeps these.
    Instance at(int next, long nowMillis) {
        Instance reset = new Instance(kind, next, nowMillis);
        reset.lastPublishMillis = lastPublishMillis;
        reset.infoMillis = infoMillis;
        reset.link.lastReconnectMillis = link.lastReconnectMillis;
        return reset;
    }

    boolean isMaster() {
        return kind == Kind.MASTER;
    }

    boolean isReplica() {
        return kind == Kind.REPLICA;
    }

    boolean isSentinel() {
        return kind == Kind.SENTINEL;
    }

    /// `sentinelRedisInstanceNoDownFor`.
    boolean notDownFor(long millis, long nowMillis) {
        long recent = Math.max(downSinceMillis, objectivelyDownSinceMillis);
        return recent == 0 || nowMillis - recent > millis;
    }
}
