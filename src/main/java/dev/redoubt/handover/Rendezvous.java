package dev.redoubt.handover;

import dev.redoubt.config.HostPort;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Where the old process and the new one meet: a name made of the admin address, which no two nodes
/// of a host share. Whoever has it is the node; another process gets it only when the first one has
/// let it go.
///
/// @param name of an abstract socket
public record Rendezvous(String name) {
    /// The one of the node with this admin address.
    ///
    /// @return empty where the system chooses the port: nobody could find it
    public static Optional<Rendezvous> of(HostPort admin) {
        return admin.port() == 0
                ? Optional.empty()
                : Optional.of(new Rendezvous("redoubt/" + resolved(admin)));
    }

    private static HostPort resolved(HostPort admin) {
        try {
            String host = InetAddress.getByName(admin.host()).getHostAddress();
            return new HostPort(host, admin.port());
        } catch (UnknownHostException e) {
            // Nobody can listen there either.
            return admin;
        }
    }
}
