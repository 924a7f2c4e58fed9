package dev.redoubt.clients;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A conversation of several clients with one address, and what they heard, with everything masked
/// that differs between two runs.
final class Talk implements AutoCloseable {
    private static final int SHOWN = 2_000;

    private final HostPort target;
    private final RealRedis redis;
    private final Map<String, Speaker> speakers = new LinkedHashMap<>();
    private final List<String> heard = new ArrayList<>();

    /// @param redis behind the target, or the target itself
    Talk(HostPort target, RealRedis redis) {
        this.target = target;
        this.redis = redis;
    }

    /// The client of this name, connected by now.
    Speaker client(String name) throws IOException {
        Speaker known = speakers.get(name);
        if (known == null) {
            known = new Speaker(name, RawClient.connect(target));
            speakers.put(name, known);
        }
        return known;
    }

    /// Waits until so many clients block in Redis.
    void awaitBlocked(int count) {
        String line = "blocked_clients:" + count + "\r\n";
        RealRedis.await(line, () -> redis.command("INFO", "clients").contains(line));
    }

    /// Whether the last thing heard was an error: an older server does not know the command.
    boolean wasRefused() {
        return heard.getLast().contains(": -");
    }

    List<String> heard() {
        return heard;
    }

    /// Ends all clients; what they were sent and did not read is heard now.
    void finish() throws IOException {
        for (Speaker speaker : speakers.values()) {
            speaker.leave();
        }
    }

    @Override
    public void close() throws IOException {
        for (Speaker speaker : speakers.values()) {
            speaker.client.close();
        }
    }

    /// One client. Everything it hears is noted.
    final class Speaker {
        private final String name;
        private final RawClient client;

        Speaker(String name, RawClient client) {
            this.name = name;
            this.client = client;
        }

        /// Sends a request, written with blanks between its arguments, and hears one reply.
        Speaker say(String request) throws IOException {
            return send(request).hear(1);
        }

        /// Sends a request whose arguments may have blanks, and hears one reply.
        Speaker sayAll(String... arguments) throws IOException {
            client.send(arguments);
            return hear(1);
        }

        /// Sends a request, written with blanks between its arguments.
        Speaker send(String request) throws IOException {
            client.send(request.split(" ", -1));
            return this;
        }

        /// The number that Redis, or Redoubt, knows it by; not noted, since it is never the same.
        String id() throws IOException {
            return client.ask("CLIENT", "ID").substring(1).strip();
        }

        /// Sends what need not be a request.
        Speaker raw(String bytes) throws IOException {
            client.sendBytes(bytes);
            return this;
        }

        /// Sends nothing more, and hears what is left, as a shell pipe into `nc -N` does.
        void leave() throws IOException {
            client.endSending();
            ends();
        }

        /// Hears so many replies and pushes.
        Speaker hear(int count) throws IOException {
            for (int i = 0; i < count; i++) {
                try {
                    note(client.reply());
                } catch (EOFException e) {
                    note("(end) " + e.getMessage());
                    return this;
                } catch (SocketException reset) {
                    note("(end) ended instead of a reply: ");
                    return this;
                }
            }
            return this;
        }

        /// Hears until something has the marker in it; notes only what has `wanted` in it.
        Speaker hearUntil(String marker, String wanted) throws IOException {
            while (true) {
                String reply = client.reply();
                if (reply.contains(wanted)) {
                    note(reply);
                }
                if (reply.contains(marker)) {
                    return this;
                }
            }
        }

        /// Hears until Redis ends the connection.
        void ends() throws IOException {
            note("(end) " + client.untilEnd());
        }

        private void note(String bytes) {
            String masked = Mask.of(bytes);
            String shown =
                    masked.length() <= SHOWN
                            ? masked
                            : masked.substring(0, SHOWN)
                                    + "… "
                                    + masked.length()
                                    + " characters, hash "
                                    + masked.hashCode();
            heard.add(name + ": " + shown.replace("\r\n", "\\r\\n"));
        }
    }
}
