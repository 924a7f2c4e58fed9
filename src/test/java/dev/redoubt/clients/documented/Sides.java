package dev.redoubt.clients.documented;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Redis itself and another one behind Redoubt, in the same state, to which a client of each says
/// the same.
///
/// @param direct first asked, so that it is known what to wait for
record Sides(Side direct, Side through) implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(10);

    /// How much longer than Redis Redoubt may take to say what Redis did not say.
    private static final Duration SHORT = Duration.ofMillis(50);

    private static final String MARK = Side.bytes(List.of(List.of("PING", Side.MARKER)));

    /// What each side said.
    record Said(List<String> direct, List<String> through) {
        /// Whether Redis took the first request.
        boolean isSuccess() {
            return !direct.isEmpty()
                    && !direct.getFirst().startsWith("-")
                    && !direct.getFirst().startsWith("!")
                    && !direct.getFirst().startsWith("(")
                    && !direct.getFirst().contains(Side.MARKER);
        }

        /// Whether the connections are as good as new.
        boolean isClean() {
            return !direct.isEmpty()
                    && direct.getLast()
                            .equals("$" + Side.MARKER.length() + "\r\n" + Side.MARKER + "\r\n");
        }
    }

    void prepare(List<List<String>> requests) throws IOException {
        direct.prepare(requests);
        through.prepare(requests);
    }

    /// One request with one reply, of which nothing is noted.
    void open(Protocol protocol, String request) throws IOException {
        send(protocol, request);
        direct.first(protocol, LONG);
        through.first(protocol, LONG);
    }

    /// One request, and the next when it is answered.
    Said stepByStep(Protocol protocol, String request, Duration quiet) throws IOException {
        send(protocol, request);
        List<String> first = direct.first(protocol, quiet);
        List<String> other = through.first(protocol, first.isEmpty() ? SHORT : LONG);
        send(protocol, MARK);
        Said rest = rest(protocol, 0, quiet);
        return new Said(joined(first, rest.direct()), joined(other, rest.through()));
    }

    /// Many requests in one piece.
    Said inOnePiece(Protocol protocol, String requests, int calls, Duration quiet)
            throws IOException {
        send(protocol, requests + MARK);
        return rest(protocol, calls, quiet);
    }

    private Said rest(Protocol protocol, int calls, Duration quiet) throws IOException {
        Side.Heard heard = direct.rest(protocol, calls, 0, quiet);
        boolean silent = heard.ending() == Side.Heard.Ending.SILENCE;
        int expected = silent ? heard.replies().size() : Integer.MAX_VALUE;
        Side.Heard other = through.rest(protocol, calls, expected, SHORT);
        return new Said(heard.replies(), other.replies());
    }

    private void send(Protocol protocol, String bytes) throws IOException {
        direct.send(protocol, bytes);
        through.send(protocol, bytes);
    }

    private static List<String> joined(List<String> first, List<String> rest) {
        List<String> all = new ArrayList<>(first);
        all.addAll(rest);
        return all;
    }

    void leave() throws IOException {
        direct.leave();
        through.leave();
    }

    /// Whether both hold the same data.
    boolean holdTheSame() throws IOException {
        return direct.operate("DEBUG", "DIGEST").equals(through.operate("DEBUG", "DIGEST"));
    }

    void awaitNothingInBackground() {
        direct.awaitNothingInBackground();
        through.awaitNothingInBackground();
    }

    @Override
    public void close() throws IOException {
        try (through;
                direct) {
            leave();
        }
    }
}
