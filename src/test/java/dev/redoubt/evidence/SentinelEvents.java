package dev.redoubt.evidence;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/// Listens to Sentinels and notes what they say, and when: the time that a failover takes without
/// Redoubt.
final class SentinelEvents implements AutoCloseable {
    /// @param words as published, with brackets around
    record Event(HostPort sentinel, String words, long heardNanos) {
        boolean is(String channel) {
            return words.startsWith("[pmessage, *, " + channel + ",");
        }
    }

    private final List<PlainClient> connections = new ArrayList<>();
    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    SentinelEvents(List<HostPort> sentinels) throws IOException {
        for (HostPort sentinel : sentinels) {
            PlainClient connection = new PlainClient(sentinel);
            connections.add(connection);
            connection.ask("PSUBSCRIBE", "*");
            Thread.ofPlatform().daemon().start(() -> listen(sentinel, connection));
        }
    }

    private void listen(HostPort sentinel, PlainClient connection) {
        while (true) {
            try {
                events.add(new Event(sentinel, connection.reply(), System.nanoTime()));
            } catch (SocketTimeoutException quiet) {
                // Nothing to tell.
            } catch (IOException over) {
                return;
            }
        }
    }

    private Stream<Long> times(String channel) {
        return events.stream().filter(event -> event.is(channel)).map(Event::heardNanos);
    }

    /// How many said it.
    long count(String channel) {
        return times(channel).count();
    }

    /// When it was said for the `nth` time, from 1; waits for it.
    long await(String channel, int nth) {
        RealSentinels.await(channel, () -> count(channel) >= nth);
        return times(channel).skip(nth - 1L).findFirst().orElseThrow();
    }

    @Override
    public void close() throws IOException {
        for (PlainClient connection : connections) {
            connection.close();
        }
    }
}
