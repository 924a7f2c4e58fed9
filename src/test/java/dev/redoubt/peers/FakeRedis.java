package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// A server that is asked as Redis is and answers as a test wants. To what the proxy asks for
/// itself it answers as a primary does.
public final class FakeRedis implements AutoCloseable {
    /// What it answers to the commands of clients.
    @FunctionalInterface
    public interface Answers {
        /// Writes to `connection`, or ends it.
        void answer(Connection connection, List<String> request) throws IOException;
    }

    private final ServerSocket listener;
    private final Answers answers;
    private final String commands;
    private final Supplier<String> info;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

    private FakeRedis(
            ServerSocket listener, Answers answers, String commands, Supplier<String> info) {
        this.commands = commands;
        this.info = info;
        this.listener = listener;
        this.answers = answers;
    }

    /// Listens on a free port.
    public static FakeRedis start(Answers answers) throws IOException {
        return start(answers, "*0\r\n");
    }

    /// [#start] of a server that tells what commands it has.
    ///
    /// @param commands its reply to COMMAND
    public static FakeRedis start(Answers answers, String commands) throws IOException {
        return start(answers, commands, () -> "-ERR not told\r\n");
    }

    /// One that answers to nothing but what the proxy asks for itself.
    ///
    /// @param info its reply to INFO, each time
    public static FakeRedis telling(Supplier<String> info) throws IOException {
        return start((_, _) -> {}, "*0\r\n", info);
    }

    private static FakeRedis start(Answers answers, String commands, Supplier<String> info)
            throws IOException {
        ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        FakeRedis server = new FakeRedis(listener, answers, commands, info);
        Thread.ofVirtual().start(server::accept);
        return server;
    }

    /// Where it listens.
    public HostPort address() {
        return new HostPort("127.0.0.1", listener.getLocalPort());
    }

    /// Connections that are open.
    public int connections() {
        return connections.size();
    }

    private void accept() {
        try {
            while (true) {
                Connection connection = new Connection(listener.accept());
                connections.add(connection);
                Thread.ofVirtual().start(connection::serve);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }

    /// One connection; bytes are ISO 8859-1.
    public final class Connection {
        private final Socket socket;

        private Connection(Socket socket) {
            this.socket = socket;
        }

        private void serve() {
            try (socket) {
                socket.setTcpNoDelay(true);
                InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
                while (!socket.isClosed()) {
                    List<String> request = request(in);
                    String own = own(request);
                    if (own.isEmpty()) {
                        answers.answer(this, request);
                    } else {
                        write(own);
                    }
                }
            } catch (IOException ended) {
                // By one side or the other.
            } finally {
                connections.remove(this);
            }
        }

        /// Writes bytes at once.
        public void write(String bytes) throws IOException {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        }

        /// Ends in good order.
        public void close() throws IOException {
            socket.close();
        }

        /// Ends with a reset.
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private String own(List<String> request) {
        return switch (request.getFirst().toUpperCase(Locale.ROOT)) {
            case "ROLE" -> "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n";
            case "AUTH", "SELECT", "CLIENT" -> "+OK\r\n";
            case "PING" -> "+PONG\r\n";
            case "COMMAND" -> commands;
            case "INFO" -> info.get();
            default -> "";
        };
    }

    private static List<String> request(InputStream in) throws IOException {
        int count = number(in);
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] argument = in.readNBytes(number(in));
            in.skipNBytes(2);
            arguments.add(new String(argument, StandardCharsets.ISO_8859_1));
        }
        Spelling.undo(arguments);
        return arguments;
    }

    /// The number in a line such as `*3`.
    private static int number(InputStream in) throws IOException {
        int number = 0;
        int next = in.read();
        if (next != '*' && next != '$') {
            throw new IOException("no request begins so: " + next);
        }
        while ((next = in.read()) != '\r') {
            number = number * 10 + next - '0';
        }
        in.skipNBytes(1);
        return number;
    }
}
