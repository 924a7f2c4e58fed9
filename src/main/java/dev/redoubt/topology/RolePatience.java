package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;

import java.time.Duration;
import java.util.Optional;

/// How servers are asked for their role, and how long each may take. A server that has answered
/// before may be busy for a while, as its clients know it; one that has not must not keep the
/// others waiting at the start.
///
/// @param connect for each step of connecting, and for the first answer
/// @param answer for each further one
record RolePatience(Optional<Credentials> credentials, Duration connect, Duration answer) {
    ControlTarget withStranger(HostPort server) {
        return new ControlTarget(server, credentials, connect, connect);
    }

    ControlTarget withAcquaintance(HostPort server) {
        return new ControlTarget(server, credentials, connect, answer);
    }
}
