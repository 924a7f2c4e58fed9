package dev.redoubt.handover;

import dev.redoubt.config.HostPort;
import dev.redoubt.linux.LocalListener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Where the old process and the new one meet: a name made of the admin address, which no two nodes
/// of a host share. Whoever has it is the node; another process gets it only when the first one has
/// let it go.
///
/// @param name of an abstract socket
public record Rendezvous(String name) {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

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

    /// Whether nobody has the name, or has let go of it in time.
    ///
    /// @param patience for a process that is ending: the kernel closes its clients' connections
    ///   first
    boolean isFree(Duration patience) {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            try (LocalListener _ = LocalListener.open(name)) {
                return true;
            } catch (IOException e) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    return false;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
