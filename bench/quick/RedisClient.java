package quick;

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
final class RedisClient implements AutoCloseable {
    static final int KEYS = 100_000;
    private static final String VALUE = "x".repeat(64);
    private static final int BATCH = 1_000;
    private static final int TIMEOUT_MILLIS = 5_000;

    /// Found and missed keys since the server started.
    record Hits(long found, long missed) {}

    private final Socket socket = new Socket();
    private final InputStream replies;
    private final OutputStream commands;

    RedisClient(int port) throws IOException {
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
    static boolean serves(int port) {
        try (var client = new RedisClient(port)) {
            client.send("GET", key(0));
            return client.reply().equals(VALUE);
        } catch (IOException _) {
            return false;
        }
    }

    /// Sets every key that `redis-benchmark -r 100000` can ask for.
    void load() throws IOException {
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

    Hits hits() throws IOException {
        send("INFO", "stats");
        long found = 0;
        long missed = 0;
        for (var line : reply().split("\r\n")) {
            if (line.startsWith("keyspace_hits:")) {
                found = Long.parseLong(line.substring(line.indexOf(':') + 1));
            } else if (line.startsWith("keyspace_misses:")) {
                missed = Long.parseLong(line.substring(line.indexOf(':') + 1));
            }
        }
        return new Hits(found, missed);
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
