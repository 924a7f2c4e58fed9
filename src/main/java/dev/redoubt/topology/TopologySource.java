package dev.redoubt.topology;

import java.util.function.Consumer;

/// Something that knows who is primary. Owned by the control loop: every method and every call of
/// the listener runs there.
public interface TopologySource extends AutoCloseable {
    /// Starts watching. `listener` gets every change, first of all the state at start.
    void start(Consumer<Topology> listener);

    /// Somebody saw the primary fail: look again now rather than at the next interval.
    void suspect();

    /// Ends all connections and timers.
    @Override
    void close();
}
