package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Twenty [SteadyClient]s.
final class Crowd implements AutoCloseable {
    private static final int CONNECTIONS = 20;
    private static final long PROOF = 200;

    /// Within this time a loop hears that a server's process ended, however busy the machine.
    private static final long NOTICE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<SteadyClient> clients = new ArrayList<>();
    private final int window;

    /// @param window commands that each has under way
    Crowd(HostPort server, int window) throws IOException {
        this.window = window;
        for (int i = 0; i < CONNECTIONS; i++) {
            clients.add(SteadyClient.start("k" + i, server, window));
        }
    }

    /// Waits until each client had so many more successes that whatever stuck would show.
    void awaitProgress() {
        List<Goal> goals =
                clients.stream().map(each -> new Goal(each, each.succeeded() + PROOF)).toList();
        Await.until("replies to all clients", () -> goals.stream().allMatch(Goal::isReached));
    }

    private record Goal(SteadyClient client, long successes) {
        boolean isReached() {
            return client.broken() != null || client.succeeded() >= successes;
        }
    }

    void mark(long nowNanos) {
        clients.forEach(each -> each.mark(nowNanos));
    }

    /// When the last of the clients had its first success after the mark.
    long allSucceededNanos() {
        Await.until(
                "success for all clients",
                () ->
                        clients.stream()
                                .allMatch(each ->
                                        each.broken() != null
                                                || each.firstSuccessAfterNanos() != 0));
        return clients.stream()
                .mapToLong(SteadyClient::firstSuccessAfterNanos)
                .reduce((a, b) -> a - b > 0 ? a : b)
                .orElseThrow();
    }

    List<SteadyClient.Failure> failures() {
        return clients.stream().flatMap(each -> each.failures().stream()).toList();
    }

    /// Nobody was disconnected or got a reply that was not its own; errors name a command that was
    /// under way when the primary died, and say that nobody knows.
    void assertUnharmed(long killedNanos) {
        for (SteadyClient client : clients) {
            assertEquals(null, client.broken());
            assertTrue(client.failures().size() <= window, () -> client.failures().toString());
            for (SteadyClient.Failure failure : client.failures()) {
                assertEquals(
                        "-ERR redoubt: the connection to the primary ended before "
                                + failure.command()
                                + " was answered; it may or may not have been executed",
                        failure.reply());
                long afterNanos = failure.sentNanos() - killedNanos;
                assertTrue(afterNanos < NOTICE_NANOS, () -> failure + " after " + afterNanos);
            }
        }
    }

    /// Ends all; what each of them wrote last, by key.
    Map<String, String> stop() throws InterruptedException {
        Map<String, String> last = new HashMap<>();
        for (SteadyClient client : clients) {
            last.put(client.name(), client.stop());
        }
        return last;
    }

    @Override
    public void close() throws IOException {
        for (SteadyClient client : clients) {
            client.close();
        }
    }
}
