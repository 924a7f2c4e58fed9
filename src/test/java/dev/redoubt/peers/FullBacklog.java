package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Assertions;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/// A listener that nobody serves and whose backlog is full: a connect to it hangs, as to a machine
/// that is gone.
public final class FullBacklog implements AutoCloseable {
    private static final int ATTEMPTS = 16;
    private static final int HANG_MILLIS = 200;

    private final ServerSocket server;
    private final List<Socket> waiting = new ArrayList<>();

    /// Fills the backlog.
    public FullBacklog() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        for (int i = 0; i < ATTEMPTS; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(
                        new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                        HANG_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        close();
        Assertions.fail("the backlog never filled");
    }

    /// Where connects hang.
    public HostPort address() {
        return new HostPort("127.0.0.1", server.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : waiting) {
            socket.close();
        }
    }
}
