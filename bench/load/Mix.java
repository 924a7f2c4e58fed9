package load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// Clients that each do one thing after the other: GET or SET alone, some at once, SET with a WAIT
/// of its own behind each, or all kinds: of 100 steps 5 are a transaction (MULTI, SET, GET, EXEC,
/// sent at once), 1 is a BLPOP on a list that is empty, 75 are GET and 19 SET. What a BLPOP waits
/// for the next client that is free pushes, as a step of its own. The same seed makes the same
/// steps each time.
final class Mix implements AutoCloseable {
    private static final int KEYS = 100_000;
    private static final String VALUE = "x".repeat(64);
    private static final int SILENCE_MILLIS = 10_000;

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final Deque<Client> free = new ArrayDeque<>();
    private final Deque<String> awaited = new ArrayDeque<>();
    private final SplittableRandom random = new SplittableRandom(20_060_102);
    private final Kind kind;
    private final int pipeline;
    private Latencies latencies = new Latencies();
    private int blocked;
    private long sent;
    private long limit;
    private IOException failure;

    /// What the clients do.
    enum Kind {
        GET,
        SET,
        SET_AND_WAIT,
        ALL
    }

    Mix(int port, int count, Kind kind, int pipeline) throws IOException {
        this.kind = kind;
        this.pipeline = pipeline;
        try {
            for (int index = 0; index < count; index++) {
                clients.add(new Client(selector, port, index));
            }
        } catch (IOException failed) {
            int reached = clients.size();
            close();
            throw new IOException(
                    "client " + (reached + 1) + " of " + count + ": " + failed.getMessage());
        }
        free.addAll(clients);
    }

    /// @param wanted how many commands at least
    /// @return how many were sent, and answered
    long run(long wanted) throws IOException {
        latencies = new Latencies();
        sent = 0;
        limit = wanted;
        sendOn();
        while (free.size() < clients.size()) {
            if (selector.select(this::readable, SILENCE_MILLIS) == 0) {
                throw new IOException("no reply within " + SILENCE_MILLIS + " ms");
            }
            if (failure != null) {
                throw failure;
            }
        }
        return sent;
    }

    /// Of the last run.
    Latencies latencies() {
        return latencies;
    }

    private void sendOn() throws IOException {
        while (!free.isEmpty() && (sent < limit || !awaited.isEmpty())) {
            begin(free.remove());
        }
    }

    private void readable(SelectionKey key) {
        var client = (Client) key.attachment();
        try {
            if (client.read()) {
                ended(client);
                sendOn();
            }
        } catch (IOException thrown) {
            failure = thrown;
        }
    }

    private void ended(Client client) {
        if (client.step() == Client.Step.PLAIN) {
            latencies.add(client.sinceSentNanos());
        } else if (client.step() == Client.Step.BLOCKING) {
            blocked--;
        }
        client.rest();
        free.add(client);
    }

    private void begin(Client client) throws IOException {
        if (!awaited.isEmpty()) {
            sent++;
            client.command("LPUSH", awaited.remove(), VALUE).send(Client.Step.PLAIN);
            return;
        }
        if (kind != Kind.ALL) {
            pipelined(client);
            return;
        }
        int chance = random.nextInt(100);
        if (chance == 0 && blocked < clients.size() / 2) {
            block(client);
        } else if (chance < 6) {
            sent += 4;
            client.command("MULTI")
                    .command("SET", key(), VALUE)
                    .command("GET", key())
                    .command("EXEC")
                    .send(Client.Step.TRANSACTION);
        } else if (chance < 25) {
            sent++;
            client.command("SET", key(), VALUE).send(Client.Step.PLAIN);
        } else {
            sent++;
            client.command("GET", key()).send(Client.Step.PLAIN);
        }
    }

    /// What replicas have is asked behind each write: who wants to know of every one must.
    private void pipelined(Client client) throws IOException {
        for (int index = 0; index < pipeline; index++) {
            if (kind == Kind.GET) {
                client.command("GET", key());
            } else {
                client.command("SET", key(), VALUE);
            }
            if (kind == Kind.SET_AND_WAIT) {
                client.command("WAIT", "1", "1000");
            }
        }
        sent += pipeline;
        client.send(Client.Step.PLAIN);
    }

    private void block(Client client) throws IOException {
        var list = "queue:" + client.number();
        sent++;
        blocked++;
        awaited.add(list);
        client.command("BLPOP", list, "5").send(Client.Step.BLOCKING);
    }

    private String key() {
        return "key:" + String.valueOf(1_000_000_000_000L + random.nextInt(KEYS)).substring(1);
    }

    @Override
    public void close() throws IOException {
        for (var client : clients) {
            client.close();
        }
        selector.close();
    }
}
