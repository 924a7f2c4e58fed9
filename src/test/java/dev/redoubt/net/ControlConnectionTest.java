package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.Secret;
import dev.redoubt.config.TransportChoice;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// Against a socket that says what each test wants.
class ControlConnectionTest {
    private static final Transport TRANSPORT = Transport.of(TransportChoice.AUTO);

    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, TRANSPORT.ioHandlers());
    private final EventLoop loop = group.next();
    private final Recorder recorder = new Recorder();

    @AfterEach
    void end() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /// What the server sends after accepting, and how that ends.
    @ParameterizedTest
    @CsvSource({
        "+OK, SILENT, no reply to PING within 200 ms",
        "-WRONGPASS no, REFUSED, AUTH refused: WRONGPASS no",
        "?what, MALFORMED, 'not a Redis reply: a value starts with one of +-:$*_#,(!=%~>| at byte"
                + " 0'"
    })
    void endsOnceWithTheReason(String sent, String kind, String words) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ControlConnection connection = open(server, Optional.of("s3cret"));
            try (Socket accepted = server.accept()) {
                say(accepted, sent);
                awaitEnd();
                loop.submit(connection::close).syncUninterruptibly();
            }
        }
        flush();
        assertEquals(List.of(new Ending(Ending.Kind.valueOf(kind), words)), recorder.endings);
    }

    @Test
    void repliesComeInOrderAndMessagesInBetween() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            open(server, Optional.empty());
            try (Socket accepted = server.accept()) {
                say(accepted, "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n+PONG");
                RealSentinels.await("the reply", () -> recorder.heard.size() == 2);
            }
            awaitEnd();
        }
        assertEquals(
                List.of("c: m", new RespValue.SimpleString("PONG").toString()), recorder.heard);
        assertEquals(Ending.Kind.BROKEN, recorder.endings.getFirst().kind());
    }

    @Test
    void aRefusedConnectionSaysSo() throws IOException {
        HostPort nobody;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = new HostPort("127.0.0.1", server.getLocalPort());
        }
        open(nobody, Optional.empty());
        awaitEnd();
        assertEquals(
                List.of(new Ending(Ending.Kind.NOT_LISTENING, "connection refused")),
                recorder.endings);
    }

    @Test
    void aPasswordIsNeverPrinted() {
        Credentials credentials = new Credentials("redoubt", new Secret("s3cret"));
        assertTrue(credentials.toString().contains("***"));
        assertEquals(-1, credentials.toString().indexOf("s3cret"));
    }

    private ControlConnection open(ServerSocket server, Optional<String> password) {
        return open(new HostPort("127.0.0.1", server.getLocalPort()), password);
    }

    private ControlConnection open(HostPort address, Optional<String> password) {
        ControlTarget target =
                new ControlTarget(
                        address,
                        password.map(secret -> new Credentials(null, new Secret(secret))),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200));
        return loop.submit(
                        () -> {
                            ControlConnection opened =
                                    ControlConnection.open(loop, TRANSPORT, target, recorder);
                            recorder.connection = Optional.of(opened);
                            return opened;
                        })
                .syncUninterruptibly()
                .getNow();
    }

    private void awaitEnd() {
        RealSentinels.await("the end", () -> !recorder.endings.isEmpty());
    }

    /// Everything handed to the loop before is done after this.
    private void flush() {
        loop.submit(() -> {}).syncUninterruptibly();
        loop.submit(() -> {}).syncUninterruptibly();
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static final class Recorder implements ControlListener {
        private final List<Ending> endings = new CopyOnWriteArrayList<>();
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private volatile Optional<ControlConnection> connection = Optional.empty();

        @Override
        public void ready() {
            connection.orElseThrow().send(reply -> heard.add(reply.toString()), "PING");
        }

        @Override
        public void message(String channel, String payload) {
            heard.add(channel + ": " + payload);
        }

        @Override
        public void ended(Ending ending) {
            endings.add(ending);
        }
    }
}
