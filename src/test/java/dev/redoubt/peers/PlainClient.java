package dev.redoubt.peers;

import dev.redoubt.config.HostPort;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/// A blocking socket and as much of RESP2 as it takes. For one thread.
public final class PlainClient implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Closeable socket;
    private final InputStream in;
    private final OutputStream out;

    /// Connects.
    public PlainClient(HostPort server) throws IOException {
        Socket tcp = new Socket();
        socket = tcp;
        tcp.connect(new InetSocketAddress(server.host(), server.port()), 2000);
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout((int) PATIENCE.toMillis());
        in = new BufferedInputStream(tcp.getInputStream());
        out = tcp.getOutputStream();
    }

    /// Connects to a Unix socket, which network namespaces do not part; waits without end.
    public PlainClient(Path unix) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unix));
        socket = channel;
        in = new BufferedInputStream(Channels.newInputStream(channel));
        out = Channels.newOutputStream(channel);
    }

    /// Sends one command.
    public void send(String... arguments) throws IOException {
        sendTogether(List.of(List.of(arguments)));
    }

    /// Sends commands in one piece.
    public void sendTogether(List<List<String>> commands) throws IOException {
        StringBuilder request = new StringBuilder();
        commands.forEach(command -> encode(command, request));
        out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// Sends bytes that need not be whole commands.
    public void sendPart(String bytes) throws IOException {
        out.write(bytes.getBytes(StandardCharsets.US_ASCII));
    }

    private static void encode(List<String> arguments, StringBuilder request) {
        request.append('*').append(arguments.size()).append("\r\n");
        for (String argument : arguments) {
            request.append('$').append(argument.length()).append("\r\n");
            request.append(argument).append("\r\n");
        }
    }

    /// Sends one command and takes the next reply.
    public String ask(String... arguments) throws IOException {
        send(arguments);
        return reply();
    }

    /// The next reply: a bulk string's text; `nil`; an array's elements between brackets; all else
    /// with its type byte, such as `+OK`, `:1` and `-ERR …`.
    ///
    /// @throws EOFException if the connection ends first
    public String reply() throws IOException {
        String line = line();
        int count = "$*".indexOf(line.charAt(0)) < 0 ? 0 : Integer.parseInt(line.substring(1));
        return switch (line.charAt(0)) {
            case '$' -> count < 0 ? "nil" : bulk(count);
            case '*' -> count < 0 ? "nil" : array(count);
            default -> line;
        };
    }

    private String bulk(int length) throws IOException {
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException("ended within a reply");
        }
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }

    private String array(int count) throws IOException {
        StringJoiner elements = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < count; i++) {
            elements.add(reply());
        }
        return elements.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed instead of a reply");
            }
            line.append((char) next);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
