package dev.redoubt.topology;

import java.util.function.Consumer;

/// Something that knows who is primary. Owned by the control loop: every method and every call of
/// the listeners runs there.
public interface TopologySource extends AutoCloseable {
    /// Starts watching.
    ///
    /// @param changes gets every change, first of all the state at start
    /// @param events gets what happens on the way, for people: a journal, the demo
    void start(Consumer<Topology> changes, Consumer<TopologyEvent> events);

    /// Somebody saw the primary fail: look again now rather than at the next interval.
    void suspect();

    /// Ends all connections and timers; the listeners hear nothing any more.
    @Override
    void close();
}
