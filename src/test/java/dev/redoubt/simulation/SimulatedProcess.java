package dev.redoubt.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// One process on a host of its own: it runs, is stalled as by SIGSTOP, or is dead. What arrives
/// while it is stalled waits in its sockets; when it wakes it reads these first and runs its late
/// timers then, as event loops do.
abstract class SimulatedProcess {
    private final World world;
    private final String name;
    private final int host;
    private final ArrayDeque<Runnable> arrived = new ArrayDeque<>();
    private final ArrayDeque<Runnable> late = new ArrayDeque<>();
    private final List<Wire> wires = new ArrayList<>();
    private Condition condition = Condition.DEAD;
    private boolean hostUp = true;
    private int incarnation;
    private int boots;
    private long stepMillis;
    private long suspendedNanos;
    private long stalledAtNanos;
    private boolean asleep;
    private long lateStepMillis;
    private double drift;

    enum Condition {
        RUNNING,
        STALLED,
        DEAD
    }

    SimulatedProcess(World world, String name, int host) {
        this.world = world;
        this.name = name;
        this.host = host;
    }

    /// The process begins, with nothing but what it had on disk.
    abstract void started();

    /// Somebody connected; returns who reads.
    abstract Endpoint accept(Wire wire);

    World world() {
        return world;
    }

    String name() {
        return name;
    }

    int host() {
        return host;
    }

    int incarnation() {
        return incarnation;
    }

    /// How often its host lost power.
    int boots() {
        return boots;
    }

    boolean isDead() {
        return condition == Condition.DEAD;
    }

    boolean isRunning() {
        return condition == Condition.RUNNING;
    }

    boolean isHostUp() {
        return hostUp;
    }

    List<Wire> wires() {
        return wires;
    }

    /// The wall clock: Sentinel decides by it, and somebody may set it.
    long wallMillis() {
        return world.nowNanos() / World.MILLI + stepMillis + 1_000_000_000L;
    }

    /// `System.nanoTime()`: cannot be set, runs a little fast or slow, and stands still while the
    /// machine is suspended.
    long monotonicNanos() {
        return bootNanos() - suspendedNanos;
    }

    /// By how much the monotonic clock is behind.
    long sleptNanos() {
        return bootNanos() - monotonicNanos();
    }

    /// CLOCK_BOOTTIME: goes on while the machine is suspended.
    long bootNanos() {
        return world.nowNanos() + (long) (world.nowNanos() * drift);
    }

    void start(double clockDrift) {
        drift = clockDrift;
        hostUp = true;
        condition = Condition.RUNNING;
        incarnation++;
        log("starts");
        started();
    }

    /// Starts a dead process again.
    void restart() {
        if (isDead()) {
            for (Wire wire : List.copyOf(wires)) {
                wire.forgotten();
            }
            wires.clear();
            start(drift);
        }
    }

    void stall() {
        if (condition == Condition.RUNNING) {
            log("stalls");
            condition = Condition.STALLED;
            stalledAtNanos = bootNanos();
        }
    }

    void resume() {
        if (condition == Condition.STALLED) {
            log("wakes");
            condition = Condition.RUNNING;
            asleep = false;
            run(arrived);
            run(late);
            stepMillis += lateStepMillis;
            lateStepMillis = 0;
        }
    }

    /// Its machine sleeps.
    void suspend() {
        asleep |= condition == Condition.RUNNING;
        stall();
    }

    /// Wakes as after a suspend to RAM: its monotonic clock missed the time.
    void resumeFromSuspend() {
        if (condition == Condition.STALLED) {
            suspendedNanos += bootNanos() - stalledAtNanos;
            resume();
        }
    }

    /// kill -9: the system closes its connections.
    void crash() {
        if (!isDead()) {
            log("is killed");
            die();
            for (Wire wire : List.copyOf(wires)) {
                wire.close();
            }
            wires.clear();
        }
    }

    /// Power failure: nobody is told.
    void vanish() {
        if (!isDead()) {
            log("vanishes with its host");
            die();
            hostUp = false;
            boots++;
        }
    }

    private void die() {
        condition = Condition.DEAD;
        incarnation++;
        arrived.clear();
        late.clear();
    }

    /// Its connections with `other` break.
    void reset(SimulatedProcess other) {
        for (Wire wire : List.copyOf(wires)) {
            if (wire.peer().owner().host() == other.host()) {
                wire.breaks();
            }
        }
    }

    void stepClock(long millis) {
        log("has its clock set by " + millis + " ms");
        // Nobody sets the clock of a machine that sleeps.
        if (asleep) {
            lateStepMillis += millis;
        } else {
            stepMillis += millis;
        }
    }

    void timer(long nanos, Runnable action) {
        int own = incarnation;
        world.in(nanos, () -> take(own, late, action));
    }

    /// Something for this incarnation came over the network.
    void arrive(int forIncarnation, Runnable action) {
        take(forIncarnation, arrived, action);
    }

    private void take(int forIncarnation, ArrayDeque<Runnable> waiting, Runnable action) {
        if (forIncarnation != incarnation) {
            return;
        }
        if (condition == Condition.STALLED) {
            waiting.add(action);
        } else {
            action.run();
        }
    }

    private void run(ArrayDeque<Runnable> waiting) {
        while (condition == Condition.RUNNING && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    final void log(String line) {
        world.log(() -> name + " " + line);
    }

    @Override
    public String toString() {
        return name;
    }
}
