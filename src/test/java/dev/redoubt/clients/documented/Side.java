package dev.redoubt.clients.documented;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One server and the address under which it is asked: its own, or Redoubt's before it.
final class Side implements AutoCloseable {
    /// Asked behind each call: its answer shows that all of the call's are there.
    static final String MARKER = "here-it-ends";

    private static final Pattern MONITORED =
            Pattern.compile("\\+\\d+\\.\\d+ \\[.*", Pattern.DOTALL);
    private static final String END = "(end)";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RealRedis redis;
    private final HostPort target;
    private final RawClient operator;
    private @Nullable RawClient client;

    /// What was heard, and whether silence ended it rather than the marker.
    ///
    /// @param replies each as its bytes
    record Heard(List<String> replies, Ending ending) {
        enum Ending {
            MARKER,
            END,
            SILENCE
        }
    }

    Side(RealRedis redis, HostPort target) throws IOException {
        this.redis = redis;
        this.target = target;
        operator = RawClient.connect(redis.address());
    }

    /// Asks the server itself.
    String operate(String... request) throws IOException {
        return operator.ask(request);
    }

    /// Has the server itself run all this, whatever it says to it.
    void prepare(List<List<String>> requests) throws IOException {
        operator.sendBytes(bytes(requests));
        for (int i = 0; i < requests.size(); i++) {
            operator.reply();
        }
    }

    static String bytes(List<List<String>> requests) {
        StringBuilder bytes = new StringBuilder();
        requests.forEach(
                request -> bytes.append(RawClient.request(request.toArray(String[]::new))));
        return bytes.toString();
    }

    void awaitNothingInBackground() {
        RealRedis.await(
                "no saving",
                () -> {
                    String info = redis.command("INFO", "persistence");
                    return info.contains("rdb_bgsave_in_progress:0")
                            && info.contains("aof_rewrite_in_progress:0");
                });
    }

    private RawClient client(Protocol protocol) throws IOException {
        RawClient known = client;
        if (known == null) {
            known = RawClient.connect(target);
            client = known;
            if (protocol == Protocol.RESP3) {
                known.ask("HELLO", "3");
            }
        }
        return known;
    }

    void send(Protocol protocol, String bytes) throws IOException {
        try {
            client(protocol).sendBytes(bytes);
        } catch (SocketException closed) {
            // Reading says so, behind what was still said.
        }
    }

    /// Hears one reply, if it comes in time.
    List<String> first(Protocol protocol, Duration patience) throws IOException {
        RawClient from = client(protocol);
        return from.hears(patience) ? List.of(reply(from)) : List.of();
    }

    /// Hears all up to the marker's answer, or until nothing comes any more.
    ///
    /// @param calls before the marker
    /// @param expected replies: so many are waited for longer
    Heard rest(Protocol protocol, int calls, int expected, Duration patience) throws IOException {
        RawClient from = client(protocol);
        List<String> replies = new ArrayList<>();
        while (from.hears(replies.size() < expected ? PATIENCE : patience)) {
            String reply = reply(from);
            if (reply.equals(END)) {
                leave();
                replies.add(reply);
                return new Heard(replies, Heard.Ending.END);
            }
            if (reply.contains(MARKER)) {
                replies.add(reply);
                return new Heard(replies, Heard.Ending.MARKER);
            }
            // Whatever else the server does meanwhile.
            if (!MONITORED.matcher(reply).matches()) {
                replies.add(reply);
            }
            if (reply.equals("+QUEUED\r\n") && replies.size() > calls) {
                return new Heard(replies, Heard.Ending.MARKER);
            }
        }
        return new Heard(replies, Heard.Ending.SILENCE);
    }

    private static String reply(RawClient from) throws IOException {
        try {
            return from.reply();
        } catch (EOFException | SocketException e) {
            return END;
        }
    }

    /// The next call comes over another connection.
    void leave() throws IOException {
        if (client != null) {
            client.close();
            client = null;
        }
    }

    @Override
    public void close() throws IOException {
        leave();
        operator.close();
    }
}
