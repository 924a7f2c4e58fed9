package dev.redoubt.sessions;

import java.util.ArrayDeque;
import java.util.Deque;

/// The last things that one client said and heard, for the message of a failure.
final class Transcript {
    private static final int LINES = 60;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void said(String... arguments) {
        add("  > " + Expected.start(String.join(" ", arguments)));
    }

    synchronized void heard(String reply) {
        add("  < " + Expected.start(reply));
    }

    synchronized void happened(String what) {
        add("  = " + what);
    }

    private void add(String line) {
        lines.add(line);
        if (lines.size() > LINES) {
            lines.remove();
        }
    }

    @Override
    public synchronized String toString() {
        return String.join("\n", lines);
    }
}
