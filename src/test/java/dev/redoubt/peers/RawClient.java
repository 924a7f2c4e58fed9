package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// A client that knows where replies end and nothing else. Bytes are shown as ISO 8859-1, so that
/// nothing is lost. For one thread, except that one may send while another reads.
public final class RawClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    }

    /// Connects.
    public static RawClient connect(HostPort address) throws IOException {
        return new RawClient(new Socket(address.host(), address.port()));
    }

    /// A request in RESP.
    public static String request(String... arguments) {
        StringBuilder request = new StringBuilder().append('*').append(arguments.length);
        request.append("\r\n");
        for (String argument : arguments) {
            request.append('$').append(argument.length()).append("\r\n");
            request.append(argument).append("\r\n");
        }
        return request.toString();
    }

    /// Sends a request.
    public void send(String... arguments) throws IOException {
        sendBytes(request(arguments));
    }

    /// Sends what need not be a request.
    public void sendBytes(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Sends a request and takes the next reply.
    public String ask(String... arguments) throws IOException {
        send(arguments);
        return reply();
    }

    /// The bytes of the next reply or push.
    ///
    /// @throws EOFException if the server ends the connection first
    public String reply() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        value(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private void value(ByteArrayOutputStream out) throws IOException {
        String line = line(out);
        switch (line.charAt(0)) {
            case '+', '-', ':', '_', '#', ',', '(' -> {}
            case '$', '=', '!' -> {
                int length = Integer.parseInt(line.substring(1));
                if (length >= 0) {
                    body(length + 2, out);
                }
            }
            case '*', '~', '>' -> values(Integer.parseInt(line.substring(1)), out);
            case '%' -> values(2 * Integer.parseInt(line.substring(1)), out);
            case '|' -> values(2 * Integer.parseInt(line.substring(1)) + 1, out);
            default -> throw new IOException("no reply begins so: " + line);
        }
    }

    private void values(int count, ByteArrayOutputStream out) throws IOException {
        for (int i = 0; i < count; i++) {
            value(out);
        }
    }

    private void body(int length, ByteArrayOutputStream out) throws IOException {
        byte[] body = in.readNBytes(length);
        out.write(body);
        if (body.length < length) {
            throw new EOFException("ended within a reply");
        }
    }

    private String line(ByteArrayOutputStream out) throws IOException {
        StringBuilder line = new StringBuilder();
        int next;
        while ((next = in.read()) != '\n') {
            if (next < 0) {
                throw new EOFException("ended instead of a reply: " + line);
            }
            out.write(next);
            line.append((char) next);
        }
        out.write(next);
        return line.substring(0, Math.max(1, line.length() - 1));
    }

    /// Whether something, or the connection's end, is there to be read within this time.
    public boolean hears(Duration patience) throws IOException {
        if (in.available() > 0) {
            return true;
        }
        socket.setSoTimeout(Math.toIntExact(Math.max(1, patience.toMillis())));
        try {
            in.mark(1);
            if (in.read() >= 0) {
                in.reset();
            }
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /// So many bytes, or fewer if the server ends the connection first.
    public String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /// Ends the connection with a reset rather than in good order.
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /// Everything until the server ends the connection.
    public String untilEnd() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] piece = new byte[8192];
        try {
            int count;
            while ((count = in.read(piece)) >= 0) {
                out.write(piece, 0, count);
            }
        } catch (SocketException reset) {
            // Ended with something of ours unread.
        }
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /// Tells the server that nothing more comes.
    public void endSending() throws IOException {
        if (!socket.isClosed() && !socket.isOutputShutdown()) {
            socket.shutdownOutput();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
