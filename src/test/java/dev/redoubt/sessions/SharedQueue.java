package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A list that several clients push to and pop from: what was pushed is received exactly once. For
/// any thread.
final class SharedQueue {
    private final String key;
    private final Set<String> sent = new HashSet<>();
    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> received = new HashSet<>();
    private int unknownPops;

    SharedQueue(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /// A client pushes an element.
    synchronized Expected push(String element) {
        sent.add(element);
        return new Expected(
                reply -> {
                    assertTrue(reply.matches(":[1-9]\\d*\r\n"), () -> Expected.start(reply));
                    acknowledge(element);
                },
                () -> {});
    }

    private synchronized void acknowledge(String element) {
        acknowledged.add(element);
    }

    /// An element reached a client.
    synchronized void receive(String element) {
        assertTrue(sent.contains(element), () -> "never pushed to " + key + ": " + element);
        assertTrue(received.add(element), () -> "received twice from " + key + ": " + element);
    }

    /// A pop ended without an answer: it may have taken an element.
    synchronized void mayHavePopped() {
        unknownPops++;
    }

    /// Everybody is gone.
    ///
    /// @param left what the server still has
    synchronized void settle(List<String> left) {
        left.forEach(this::receive);
        Set<String> lost = new HashSet<>(acknowledged);
        lost.removeAll(received);
        assertTrue(
                lost.size() <= unknownPops,
                () -> key + ": lost " + lost + " (expected: at most " + unknownPops + ")");
    }
}
