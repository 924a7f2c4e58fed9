package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// One client of the load: a plain socket that writes `name:sequence` to its own key, reads it back
/// and checks what it gets. It waits for each answer, so a pause shows in full as one long wait; it
/// does not catch up on what it missed meanwhile.
///
/// Runs on a thread of its own until it is told to stop.
final class LoadClient implements Runnable {
    private static final int ANSWER_TIMEOUT_MILLIS = 30_000;
    private static final long RETRY_NANOS = 100_000_000;

    private final HostPort server;
    private final String name;
    private final long intervalNanos;
    private final LoadCounters counters;
    private volatile boolean stopping;
    private long nextNanos;
    private long sequence;
    private long acknowledged;

    /// A client that is not connected yet.
    ///
    /// @param firstNanos when it sends its first command, by System.nanoTime()
    /// @param interval from one command to the next
    LoadClient(
            HostPort server,
            String name,
            LoadCounters counters,
            long firstNanos,
            Duration interval) {
        this.server = server;
        this.name = name;
        this.counters = counters;
        this.nextNanos = firstNanos;
        this.intervalNanos = interval.toNanos();
    }

    /// It ends after the command that it waits for.
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        while (!stopping) {
            try (Socket socket = new Socket()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(server.host(), server.port()), 5_000);
                converse(
                        new BufferedInputStream(socket.getInputStream()), socket.getOutputStream());
            } catch (IOException e) {
                if (!stopping) {
                    counters.broken(String.valueOf(e.getMessage()));
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            }
        }
    }

    private void converse(InputStream in, OutputStream out) throws IOException {
        while (awaitTurn()) {
            sequence++;
            String reply = ask(in, out, "SET", "demo:" + name, name + ":" + sequence);
            if (reply.equals("+OK")) {
                acknowledged = sequence;
            } else {
                countFailure(reply);
            }
            if (awaitTurn()) {
                check(ask(in, out, "GET", "demo:" + name));
            }
        }
    }

    private void check(String reply) {
        if (reply.equals("$")) {
            if (acknowledged > 0) {
                counters.lost();
                acknowledged = 0;
            }
            return;
        }
        String mine = "$" + name + ":";
        if (!reply.startsWith(mine)) {
            countFailure(reply);
            return;
        }
        long found = Long.parseLong(reply, mine.length(), reply.length(), 10);
        // A write that got an error may have happened; an acknowledged one must have.
        if (found < acknowledged) {
            counters.lost();
            acknowledged = found;
        } else if (found > sequence) {
            counters.wrong(reply);
        }
    }

    private void countFailure(String reply) {
        if (reply.startsWith("-")) {
            counters.error(reply.substring(1));
        } else {
            counters.wrong(reply);
        }
    }

    private boolean awaitTurn() {
        long now = System.nanoTime();
        while (!stopping && nextNanos - now > 0) {
            LockSupport.parkNanos(nextNanos - now);
            now = System.nanoTime();
        }
        nextNanos = Math.max(nextNanos, now - intervalNanos) + intervalNanos;
        return !stopping;
    }

    private String ask(InputStream in, OutputStream out, String... words) throws IOException {
        StringBuilder request = new StringBuilder(96).append('*').append(words.length);
        for (String word : words) {
            request.append("\r\n$").append(word.length()).append("\r\n").append(word);
        }
        long sentNanos = System.nanoTime();
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        String reply = reply(in);
        counters.answered(System.nanoTime() - sentNanos);
        return reply;
    }

    // The reply's type and its text; a bulk's length is dropped, and null reads as "$".
    private static String reply(InputStream in) throws IOException {
        String header = line(in);
        if (!header.startsWith("$") || header.startsWith("$-")) {
            return header.startsWith("$") ? "$" : header;
        }
        int length = Integer.parseInt(header.substring(1));
        String bulk = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.skipNBytes(2);
        return "$" + bulk;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder(16);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("connection closed");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        return text.toString();
    }
}
