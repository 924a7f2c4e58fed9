package dev.redoubt.instance;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// One question to a local Redis or Sentinel over a connection of its own, blocking. Enough for
/// supervision; clients' commands never travel here.
final class Probe {
    private static final int TIMEOUT_MILLIS = 500;

    private Probe() {}

    /// The reply's strings, nested arrays flattened, null as the empty string.
    ///
    /// @throws IOException if nobody answers in time, or the answer is an error
    static List<String> ask(HostPort server, String... command) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            // No argument here holds a space: Redis' inline form is enough.
            String line = String.join(" ", command) + "\r\n";
            socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
            List<String> reply = new ArrayList<>();
            read(new BufferedInputStream(socket.getInputStream()), reply);
            return reply;
        }
    }

    /// Whether the process `pid`, and no other, answers there.
    static boolean processIs(HostPort server, long pid) {
        try {
            String info = ask(server, "INFO", "server").getFirst();
            return info.contains("\r\nprocess_id:" + pid + "\r\n");
        } catch (IOException e) {
            return false;
        }
    }

    /// Waits between two looks at a condition.
    static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }

    private static void read(InputStream in, List<String> reply) throws IOException {
        String header = line(in);
        String rest = header.substring(1);
        switch (header.charAt(0)) {
            case '+', ':' -> reply.add(rest);
            case '$' -> reply.add(bulk(in, Integer.parseInt(rest)));
            case '*' -> {
                for (int left = Integer.parseInt(rest); left > 0; left--) {
                    read(in, reply);
                }
            }
            default -> throw new IOException(rest);
        }
    }

    private static String bulk(InputStream in, int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        in.skipNBytes(2);
        return text;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed before it answered");
            }
            if (next != '\r') {
                text.append((char) next);
            }
        }
        if (text.isEmpty()) {
            throw new IOException("an empty line for an answer");
        }
        return text.toString();
    }
}
