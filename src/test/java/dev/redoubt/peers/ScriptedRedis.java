package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A server on a plain socket that does to each connection what the test says; without a script it
/// answers a few commands as Redis, and a few as Sentinel. A connection's first words tell what it
/// is for.
public final class ScriptedRedis implements AutoCloseable {
    /// What a connection is for.
    public enum Purpose {
        /// A shared link: it has a name.
        SHARED,
        /// A private link: it asks for no name.
        PRIVATE,
        /// Asks for the role only.
        PROBE,
        /// Looks at the replication history.
        HISTORY,
        /// A Sentinel's commands.
        POLL,
        /// A Sentinel's Pub/Sub.
        SUBSCRIPTION,
        /// Anything else.
        OTHER
    }

    /// What to do to a connection; when it returns or fails, the connection is closed.
    public interface Script {
        void play(ScriptedConnection connection) throws IOException;
    }

    private final ServerSocket server;
    private final Map<Purpose, Script> scripts = new EnumMap<>(Purpose.class);
    private final Map<Purpose, List<Long>> seenNanos = new EnumMap<>(Purpose.class);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ScriptedAnswers answers = new ScriptedAnswers();
    private volatile Script door = _ -> {};

    private ScriptedRedis(ServerSocket server) {
        this.server = server;
        for (Purpose purpose : Purpose.values()) {
            scripts.put(purpose, ScriptedConnection::serve);
            seenNanos.put(purpose, new CopyOnWriteArrayList<>());
        }
    }

    /// Listens on a free port of 127.0.0.1.
    public static ScriptedRedis start() {
        return start("127.0.0.1");
    }

    /// Listens on a free port of a local address.
    public static ScriptedRedis start(String literal) {
        return start(literal, 0);
    }

    /// Listens on the same port of another local address.
    public ScriptedRedis twin(String literal) {
        return start(literal, server.getLocalPort());
    }

    private static ScriptedRedis start(String literal, int port) {
        try {
            ScriptedRedis started =
                    new ScriptedRedis(new ServerSocket(port, 1024, InetAddress.ofLiteral(literal)));
            Thread.ofVirtual().start(started::acceptAll);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Connections of this kind that come from now on are treated so.
    public ScriptedRedis on(Purpose purpose, Script script) {
        synchronized (scripts) {
            scripts.put(purpose, script);
        }
        return this;
    }

    /// Every connection from now on is treated so before it has said anything.
    public ScriptedRedis atTheDoor(Script script) {
        door = script;
        return this;
    }

    /// As a Sentinel, names this primary.
    public ScriptedRedis naming(HostPort primary) {
        answers.name(primary);
        return this;
    }

    /// Answers ROLE so from now on: `master` or `slave`.
    public ScriptedRedis as(String role) {
        answers.play(role);
        return this;
    }

    /// Where it listens.
    public HostPort address() {
        return new HostPort(server.getInetAddress().getHostAddress(), server.getLocalPort());
    }

    /// When connections of this kind spoke first, `System.nanoTime`.
    public List<Long> seenNanos(Purpose purpose) {
        return List.copyOf(times(purpose));
    }

    /// How many connections of this kind came.
    public int seen(Purpose purpose) {
        return times(purpose).size();
    }

    private List<Long> times(Purpose purpose) {
        return Objects.requireNonNull(seenNanos.get(purpose));
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                if (server.isClosed()) {
                    // It may have come too late for the end of all others.
                    socket.close();
                    return;
                }
                Thread.ofVirtual().start(() -> attend(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void attend(Socket socket) {
        try (socket;
                ScriptedConnection connection = new ScriptedConnection(socket, answers)) {
            door.play(connection);
            Purpose purpose = connection.purpose();
            times(purpose).add(System.nanoTime());
            Script script;
            synchronized (scripts) {
                script = Objects.requireNonNull(scripts.get(purpose));
            }
            script.play(connection);
        } catch (IOException over) {
            // The other side left, or the test ends.
        } finally {
            open.remove(socket);
        }
    }

    /// Ends every connection, and takes new ones still.
    public void hangUp() {
        for (Socket socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        hangUp();
    }
}
