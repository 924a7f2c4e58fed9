package load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Connections that do nothing. Each has had a PING answered, so that no queue of the system's but
/// the front itself holds it.
final class Crowd {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] PING = "*1\r\n$4\r\nPING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String PONG = "+PONG\r\n";

    private final List<Socket> held = new ArrayList<>();

    void hold(int port, int count) throws IOException {
        try {
            for (int index = 0; index < count; index++) {
                held.add(client(port));
            }
        } catch (IOException failure) {
            int reached = held.size();
            release();
            throw new IOException(
                    "holds " + reached + " of " + count + " clients: " + failure.getMessage());
        }
    }

    /// A reset rather than an orderly end: thousands of ports would stay taken for a minute.
    void release() throws IOException {
        for (var socket : held) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        held.clear();
    }

    private static Socket client(int port) throws IOException {
        var socket = new Socket();
        try {
            connect(socket, port);
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    /// Connects, and waits until a PING was answered.
    static void connect(Socket socket, int port) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.getOutputStream().write(PING);
        var reply =
                new String(
                        socket.getInputStream().readNBytes(PONG.length()),
                        StandardCharsets.US_ASCII);
        if (!reply.equals(PONG)) {
            throw new IOException("PING: " + reply.strip() + " (expected: PONG)");
        }
    }
}
