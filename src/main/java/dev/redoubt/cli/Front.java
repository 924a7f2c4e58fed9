package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

/// What the demo needs of the Redoubt that it puts in front: where it serves, and an end.
interface Front {
    /// Where clients connect, with the port that the system gave when 0 was asked for.
    HostPort address();

    /// Where `/health` and `/metrics` are.
    HostPort admin();

    /// Closes everything; nothing is told any more after it.
    void stop();
}
