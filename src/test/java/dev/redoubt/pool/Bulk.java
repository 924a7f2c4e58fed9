package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that sends and reads values too large to keep, and checks each byte of them.
final class Bulk implements AutoCloseable {
    private static final int PIECE_BYTES = 64 * 1024;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Bulk(HostPort address) throws IOException {
        socket = new Socket(address.host(), address.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), PIECE_BYTES);
        out = socket.getOutputStream();
    }

    /// Position `index` of every value.
    private static byte at(long index) {
        return (byte) (index * 31 + (index >>> 16) * 7);
    }

    private static byte[] piece(long from, int length) {
        byte[] piece = new byte[length];
        for (int i = 0; i < length; i++) {
            piece[i] = at(from + i);
        }
        return piece;
    }

    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends a request whose last argument is a value of `bytes`.
    void send(long bytes, String... words) throws IOException {
        begin(bytes, words);
        sendValue(0, bytes);
        send("\r\n");
    }

    /// Sends such a request up to the value.
    void begin(long bytes, String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + (words.length + 1) + "\r\n");
        for (String word : words) {
            request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        send(request + "$" + bytes + "\r\n");
    }

    /// Sends the value's bytes from `from` to `to`.
    void sendValue(long from, long to) throws IOException {
        for (long at = from; at < to; at += PIECE_BYTES) {
            out.write(piece(at, (int) Math.min(PIECE_BYTES, to - at)));
        }
    }

    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("ended after: " + line);
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    String ask(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        send(request.toString());
        return line();
    }

    /// Reads the rest of a reply that is such a value; fails at the first byte that is wrong.
    void readValue(long bytes) throws IOException {
        assertEquals("$" + bytes, line());
        byte[] piece = new byte[PIECE_BYTES];
        for (long at = 0; at < bytes; ) {
            int count = in.read(piece, 0, (int) Math.min(PIECE_BYTES, bytes - at));
            if (count < 0) {
                throw new EOFException("ended after " + at + " of " + bytes + " bytes");
            }
            for (int i = 0; i < count; i++) {
                if (piece[i] != at(at + i)) {
                    throw new IOException("byte " + (at + i) + " is wrong");
                }
            }
            at += count;
        }
        assertEquals("", line());
    }

    void endSending() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
