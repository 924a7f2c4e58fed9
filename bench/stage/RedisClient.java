package stage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// One connection, just enough to load the keys, to see that a front serves them, and to count
/// hits.
public final class RedisClient implements AutoCloseable {
    public static final int KEYS = 100_000;
    private static final String VALUE = "x".repeat(64);
    private static final int BATCH = 1_000;
    private static final int TIMEOUT_MILLIS = 20_000;

    /// Since the server started: keys that reads found and missed, and how often it ran a command.
    public record Counts(long found, long missed, long calls) {}

    private final Socket socket = new Socket();
    private final InputStream replies;
    private final OutputStream commands;

    public RedisClient(int port) throws IOException {
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            replies = new BufferedInputStream(socket.getInputStream());
            commands = new BufferedOutputStream(socket.getOutputStream());
        } catch (IOException unreachable) {
            socket.close();
            throw unreachable;
        }
    }

    /// Whether a loaded key is answered with its value.
    public static boolean serves(int port) {
        try (var client = new RedisClient(port)) {
            client.send("GET", key(0));
            return client.reply().equals(VALUE);
        } catch (IOException _) {
            return false;
        }
    }

    /// Sets every key that `redis-benchmark -r 100000` can ask for.
    public void load() throws IOException {
        for (int first = 0; first < KEYS; first += BATCH) {
            for (int index = first; index < first + BATCH; index++) {
                send("SET", key(index), VALUE);
            }
            for (int index = first; index < first + BATCH; index++) {
                reply();
            }
        }
        send("DBSIZE");
        var size = reply();
        if (!size.equals(Integer.toString(KEYS))) {
            throw new Problem("keys loaded: " + size + " (expected: " + KEYS + ")");
        }
    }

    /// A list of 100 elements, for LRANGE.
    public void loadList() throws IOException {
        for (int index = 0; index < 100; index++) {
            send("RPUSH", "list", VALUE);
            reply();
        }
    }

    /// Values of one size, as `value:SIZE:000000000000` and so on.
    public void loadValues(int bytes, int count) throws IOException {
        var value = "x".repeat(bytes);
        for (int index = 0; index < count; index++) {
            send("SET", "value:%d:%012d".formatted(bytes, index), value);
            reply();
        }
    }

    /// @param command whose calls are counted, in small letters
    public Counts counts(String command) throws IOException {
        return new Counts(
                info("stats", "keyspace_hits:"),
                info("stats", "keyspace_misses:"),
                info("commandstats", "cmdstat_" + command + ":calls="));
    }

    /// Whether the server is a replica that has its primary's data.
    public boolean isInStep() throws IOException {
        send("INFO", "replication");
        return reply().contains("master_link_status:up");
    }

    /// How many commands it has run since it started.
    public long commandsRun() throws IOException {
        return info("stats", "total_commands_processed:");
    }

    private long info(String section, String name) throws IOException {
        send("INFO", section);
        for (var line : reply().split("\r\n")) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).split(",", 2)[0]);
            }
        }
        return 0;
    }

    private static String key(int index) {
        return "key:%012d".formatted(index);
    }

    private void send(String... words) throws IOException {
        var command = new StringBuilder("*" + words.length + "\r\n");
        for (var word : words) {
            command.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        commands.write(command.toString().getBytes(ISO_8859_1));
    }

    private String reply() throws IOException {
        commands.flush();
        var line = line();
        if (line.startsWith("$") && !line.equals("$-1")) {
            var body = replies.readNBytes(Integer.parseInt(line.substring(1)));
            line();
            return new String(body, ISO_8859_1);
        }
        if (line.startsWith("+") || line.startsWith(":")) {
            return line.substring(1);
        }
        throw new IOException("reply: " + line + " (expected: a value)");
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int next = replies.read(); next != '\n'; next = replies.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            text.append((char) next);
        }
        return text.toString().strip();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
