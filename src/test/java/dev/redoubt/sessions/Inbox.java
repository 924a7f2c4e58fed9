package dev.redoubt.sessions;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one subscriber is due: of each publisher all messages from the confirmation of the
/// subscription to its end, in their order. Where links are cut some may be missing, but none comes
/// twice, and out of order only what its publisher was told may or may not have been published.
///
/// For any thread.
final class Inbox {
    private final Links links;
    private final Map<String, Deque<String>> due = new HashMap<>();
    private final Set<String> skipped = new HashSet<>();
    private final Set<String> late = new HashSet<>();
    private String subscribed = "";
    private int taken;

    Inbox(Links links) {
        this.links = links;
    }

    /// The name it listens to; empty if none.
    synchronized String subscribed() {
        return subscribed;
    }

    synchronized void subscribe(String name) {
        subscribed = name;
    }

    /// The end of the subscription is confirmed.
    synchronized void unsubscribed() {
        subscribed = "";
        if (links == Links.STEADY) {
            due.forEach((by, messages) -> assertTrue(messages.isEmpty(), () -> by + ": " + due));
        }
        due.clear();
    }

    /// Somebody publishes to what it listens to.
    synchronized void expect(String publisher, String message) {
        due.computeIfAbsent(publisher, _ -> new ArrayDeque<>()).add(message);
    }

    /// Takes a message as its subscriber heard it.
    ///
    /// @return whether it is one; else it is the reply to a command
    synchronized boolean takes(String reply) {
        boolean push = reply.startsWith(">");
        if (!push
                && !reply.startsWith("*3\r\n$7\r\nmessage")
                && !reply.startsWith("*4\r\n$8\r\np")) {
            return false;
        }
        List<String> parts = Bulks.in(reply);
        if (!parts.getFirst().endsWith("message")) {
            return false;
        }
        String name = parts.get(1);
        assertTrue(name.equals(subscribed), () -> "not subscribed: " + Expected.start(reply));
        String message = parts.getLast();
        String publisher = message.substring(0, message.indexOf('s'));
        Deque<String> messages = due.getOrDefault(publisher, new ArrayDeque<>());
        taken++;
        if (links == Links.STEADY) {
            String next = String.valueOf(messages.poll());
            assertTrue(message.equals(next), () -> message + " (expected: " + next + ")");
            return true;
        }
        takeWithGaps(message, messages);
        return true;
    }

    private void takeWithGaps(String message, Deque<String> messages) {
        if (!messages.contains(message)) {
            assertTrue(skipped.remove(message), () -> "twice, or never published: " + message);
            late.add(message);
            return;
        }
        for (String next = messages.remove(); !next.equals(message); next = messages.remove()) {
            skipped.add(next);
        }
    }

    /// Messages that came behind later ones of their publishers.
    synchronized Set<String> late() {
        return Set.copyOf(late);
    }

    /// How many messages came.
    synchronized int taken() {
        return taken;
    }
}
