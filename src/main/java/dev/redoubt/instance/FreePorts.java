package dev.redoubt.instance;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports of the loopback that the system says are free. They are free no longer than until somebody
/// takes them: who starts a server on one must be ready to ask again.
public final class FreePorts {
    private FreePorts() {}

    /// `count` distinct ones.
    public static List<HostPort> take(int count) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        List<ServerSocket> held = new ArrayList<>();
        List<HostPort> free = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, loopback);
                held.add(socket);
                free.add(new HostPort("127.0.0.1", socket.getLocalPort()));
            }
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
        return List.copyOf(free);
    }
}
