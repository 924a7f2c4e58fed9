package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import java.util.List;

/// A Sentinel's failover, state by state. Once it has begun it never looks at the master again.
final class Failover {
    private final SimulatedSentinel sentinel;
    private State state = State.NONE;
    private boolean forced;
    private long epoch;
    private long startMillis;
    private long stateMillis;
    private int promoted = NOBODY;
    private List<Choice.Candidate> candidates = List.of();

    /// `SENTINEL_FAILOVER_STATE_…`
    enum State {
        NONE,
        WAIT_START,
        SELECT_SLAVE,
        SEND_SLAVEOF_NOONE,
        WAIT_PROMOTION,
        RECONF_SLAVES,
        UPDATE_CONFIG
    }

    Failover(SimulatedSentinel sentinel) {
        this.sentinel = sentinel;
    }

    void begin() {
        state = State.NONE;
        forced = false;
        startMillis = 0;
        promoted = NOBODY;
    }

    boolean isRunning() {
        return state != State.NONE;
    }

    State state() {
        return state;
    }

    long epoch() {
        return epoch;
    }

    int promoted() {
        return promoted;
    }

    boolean awaitsPromotion() {
        return state == State.WAIT_PROMOTION;
    }

    /// `sentinelGetCurrentMasterAddress`.
    int currentMaster() {
        return state.compareTo(State.RECONF_SLAVES) >= 0 && promoted != NOBODY
                ? promoted
                : sentinel.master().number;
    }

    /// Who votes for another waits before it tries itself.
    void postpone() {
        startMillis = sentinel.now() + desync();
    }

    private int desync() {
        return sentinel.world().random().nextInt(SentinelTimes.DESYNC);
    }

    boolean startIfNeeded() {
        if (!sentinel.master().objectivelyDown
                || isRunning()
                || sentinel.now() - startMillis < sentinel.times().failoverTimeoutMillis() * 2) {
            return false;
        }
        start();
        return true;
    }

    /// `sentinelStartFailover`.
    void start() {
        enter(State.WAIT_START);
        epoch = sentinel.currentEpoch() + 1;
        sentinel.startEpoch(epoch);
        sentinel.event("+try-failover");
        startMillis = sentinel.now() + desync();
    }

    void force() {
        forced = true;
    }

    boolean isForced() {
        return forced;
    }

    private void enter(State next) {
        state = next;
        stateMillis = sentinel.now();
    }

    private long inStateMillis() {
        return sentinel.now() - stateMillis;
    }

    /// `sentinelFailoverStateMachine`.
    void step() {
        switch (state) {
            case WAIT_START -> waitStart();
            case SELECT_SLAVE -> selectReplica();
            case SEND_SLAVEOF_NOONE -> promote();
            case WAIT_PROMOTION -> abortAfterTimeout();
            case RECONF_SLAVES -> Reconfiguring.step(sentinel, this);
            case NONE, UPDATE_CONFIG -> {}
        }
    }

    private void waitStart() {
        boolean leads = sentinel.election().leader(epoch) == sentinel.number();
        if (leads || forced) {
            sentinel.event("+elected-leader");
            enter(State.SELECT_SLAVE);
            sentinel.event("+failover-state-select-slave");
            return;
        }
        long timeout = Math.min(SentinelTimes.ELECTION, sentinel.times().failoverTimeoutMillis());
        if (sentinel.now() - startMillis > timeout) {
            sentinel.event("-failover-abort-not-elected");
            abort();
        }
    }

    private void selectReplica() {
        int selected = select();
        if (selected == NOBODY) {
            sentinel.event("-failover-abort-no-good-slave");
            abort();
            return;
        }
        candidates = Choice.candidates(sentinel);
        sentinel.event("+selected-slave");
        promoted = selected;
        replica(selected).promoted = true;
        enter(State.SEND_SLAVEOF_NOONE);
        sentinel.event("+failover-state-send-slaveof-noone");
    }

    private Instance replica(int number) {
        Instance replica = sentinel.replicas().get(number);
        if (replica == null) {
            throw new IllegalStateException(sentinel + " has no replica " + number);
        }
        return replica;
    }

    private void promote() {
        Instance replica = replica(promoted);
        if (replica.link.disconnected) {
            abortAfterTimeout();
            return;
        }
        order(replica, NOBODY);
        sentinel.event("+failover-state-wait-promotion");
        enter(State.WAIT_PROMOTION);
    }

    private void abortAfterTimeout() {
        if (inStateMillis() > sentinel.times().failoverTimeoutMillis()) {
            sentinel.event("-failover-abort-slave-timeout");
            abort();
        }
    }

    private void abort() {
        if (promoted != NOBODY) {
            replica(promoted).promoted = false;
        }
        promoted = NOBODY;
        forced = false;
        enter(State.NONE);
    }

    /// `sentinelSendSlaveOf`.
    void order(Instance replica, int master) {
        replica.link.send(
                new Message.ReplicaOf(
                        master,
                        new Message.Order(sentinel.number(), sentinel.incarnation(), epoch)));
    }

    /// INFO shows that the promoted replica is master: the new configuration begins.
    void promotionSeen(Instance replica) {
        enter(State.RECONF_SLAVES);
        sentinel.configure(epoch, replica.number);
        sentinel.flush();
        sentinel.event("+promoted-slave");
        sentinel.event("+failover-state-reconf-slaves");
        sentinel.monitoring().publishSoon();
    }

    void ended() {
        sentinel.event("+failover-end");
        enter(State.UPDATE_CONFIG);
    }

    boolean isTimedOut() {
        return inStateMillis() > sentinel.times().failoverTimeoutMillis();
    }

    /// `sentinelFailoverSwitchToPromotedSlave`.
    void switchIfDone() {
        if (state == State.UPDATE_CONFIG) {
            sentinel.changeMaster(promoted);
        }
    }

    int select() {
        return Choice.best(sentinel);
    }

    /// Among whom it chose.
    List<Choice.Candidate> candidates() {
        return candidates;
    }
}
