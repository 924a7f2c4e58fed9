package dev.redoubt.simulation;

import java.util.ArrayDeque;

/// A node's control loop, which may stand still while the data path runs. When it goes on it takes
/// what came over the network first, and its late timers then.
final class ControlLoop {
    /// What one loop hands to another takes a moment, and keeps its order.
    static final long HANDING_NANOS = 50_000;

    private final SimulatedNode node;
    private final ArrayDeque<Runnable> arrived = new ArrayDeque<>();
    private final ArrayDeque<Runnable> late = new ArrayDeque<>();
    private boolean still;
    private long goesSinceNanos;

    ControlLoop(SimulatedNode node) {
        this.node = node;
        goesSinceNanos = node.world().nowNanos();
    }

    /// Another loop hands this over.
    void execute(Runnable task) {
        node.timer(HANDING_NANOS, () -> take(arrived, task));
    }

    void timer(long nanos, Runnable task) {
        node.timer(nanos, () -> take(late, task));
    }

    /// Something came over the network.
    void arrive(Runnable task) {
        take(arrived, task);
    }

    private void take(ArrayDeque<Runnable> waiting, Runnable task) {
        if (still) {
            waiting.add(task);
        } else {
            task.run();
        }
    }

    void stop() {
        still = true;
    }

    /// Not before its process does.
    void goOn() {
        node.timer(
                0,
                () -> {
                    if (still) {
                        still = false;
                        goesSinceNanos = node.world().nowNanos();
                        run(arrived);
                        run(late);
                    }
                });
    }

    private void run(ArrayDeque<Runnable> waiting) {
        while (!still && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /// Since when it goes; of no meaning while it stands still.
    long goesSinceNanos() {
        return goesSinceNanos;
    }

    boolean isStill() {
        return still;
    }
}
