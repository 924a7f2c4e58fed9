package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// Puts a Redoubt in front of a demo's servers: where the demo and the rest of the program meet.
interface FrontFactory {
    /// What the demo wants.
    ///
    /// @param listen for clients; port 0 asks the system
    /// @param admin the same for the admin address
    /// @param master the Sentinels' name of the primary
    record Plan(HostPort listen, HostPort admin, String master, List<HostPort> sentinels) {}

    /// Loads what can be loaded before the servers are there; runs while they start.
    void prepare();

    /// Returns when it serves. `events` may be called from any thread and does not block; the
    /// primary that is found at the start is no event.
    ///
    /// @throws IOException when it cannot, with a message for people
    Front start(Plan plan, Consumer<FrontEvent> events) throws IOException;
}
