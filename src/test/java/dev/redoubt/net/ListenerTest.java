package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.ListenConfig;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Real sockets, on each transport.
@Timeout(30)
final class ListenerTest {
    private static final ListenConfig DEFAULTS = ListenConfig.of(List.of());

    private final BlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    private Listener bind(Loops loops, ListenAddress address, ListenConfig config)
            throws IOException {
        return Listener.bind(loops, address, config, (loop, channel) -> accepted.add(channel));
    }

    private Channel accepted() throws InterruptedException {
        return Objects.requireNonNull(accepted.poll(10, TimeUnit.SECONDS), "nobody was accepted");
    }

    private static ListenAddress tcp(String host) {
        return new ListenAddress.Tcp(new HostPort(host, 0));
    }

    private static HostPort address(Listener listener) {
        return assertInstanceOf(ListenAddress.Tcp.class, listener.address()).address();
    }

    private static Socket connect(String host, Listener listener) throws IOException {
        return new Socket(InetAddress.getByName(host), address(listener).port());
    }

    private static ListenConfig keepalive(Duration idle) {
        return new ListenConfig(
                List.of(), 16, idle, OptionalInt.empty(), Optional.empty(), Set.of());
    }

    private static Map<String, Object> options(
            KeepAlive keepAlive, Transport transport, Channel of) {
        Map<String, Object> options = new HashMap<>();
        keepAlive.apply(
                transport,
                (option, value) -> options.put(option.name(), of.config().getOption(option)),
                (option, value) -> options.put(option.name(), of.config().getOption(option)));
        return options;
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void silentClientsAreAskedAsRedisAsksThem(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 1)) {
            KeepAlive asRedis = KeepAlive.ofClients(Duration.ofMinutes(5));
            assertEquals(new KeepAlive(300, 100, 3), asRedis);
            Listener listener = bind(loops, tcp("127.0.0.1"), DEFAULTS);
            try (Socket client = connect("127.0.0.1", listener)) {
                Map<String, Object> options = options(asRedis, transport, accepted());
                assertEquals(4, options.size());
                assertTrue(
                        options.values().containsAll(List.of(true, 300, 100, 3)),
                        options.toString());
                assertTrue(client.isConnected());
            }
            listener.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void zeroAsksNobody(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 1)) {
            Listener listener = bind(loops, tcp("127.0.0.1"), keepalive(Duration.ZERO));
            try (Socket client = connect("127.0.0.1", listener)) {
                assertEquals(false, accepted().config().getOption(ChannelOption.SO_KEEPALIVE));
                assertTrue(client.isConnected());
            }
            listener.close();
        }
    }

    private static void awaitGone(Path path) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            assertTrue(System.nanoTime() - deadline < 0, path + " is still there");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    /// A socket of both families may show IPv4 as IPv6.
    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void clientsOfBothFamiliesHaveTheirAddress(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 2)) {
            Listener listener = bind(loops, tcp("::"), DEFAULTS);
            assertEquals("::", address(listener).host());
            for (String host : List.of("127.0.0.1", "::1")) {
                try (Socket client = connect(host, listener)) {
                    InetSocketAddress remote =
                            assertInstanceOf(InetSocketAddress.class, accepted().remoteAddress());
                    // Equal with any zone, as which io_uring shows some.
                    assertEquals(InetAddress.getByName(host), remote.getAddress());
                    assertEquals(client.getLocalPort(), remote.getPort());
                }
            }
            listener.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void theWildcardOfIpv4TakesNoIpv6(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 2)) {
            Listener listener = bind(loops, tcp("0.0.0.0"), DEFAULTS);
            assertEquals("0.0.0.0", address(listener).host());
            assertFalse(isServed("::1", listener));
            for (String host : List.of("127.0.0.1", "127.0.0.2")) {
                try (Socket client = connect(host, listener)) {
                    assertEquals(client.getLocalSocketAddress(), accepted().remoteAddress(), host);
                }
            }
            assertTrue(accepted.isEmpty());
            listener.close();
        }
    }

    /// Refused, or closed before anybody hears of it.
    private static boolean isServed(String host, Listener listener) throws IOException {
        try (Socket client = connect(host, listener)) {
            return client.getInputStream().read() >= 0;
        } catch (SocketException refused) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void ipv6IsToldInOneSpelling(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 1)) {
            Listener listener = bind(loops, tcp("0:0:0:0:0:0:0:1"), DEFAULTS);
            assertEquals("[::1]:" + address(listener).port(), listener.address().toString());
            listener.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void anAddressOfVipsIsBoundBeforeItIsHere(Transport transport) throws Exception {
        try (Loops loops = new Loops(transport, 2)) {
            for (String host : List.of("192.0.2.1", "2001:db8::1")) {
                ListenConfig virtual =
                        new ListenConfig(
                                List.of(),
                                16,
                                Duration.ZERO,
                                OptionalInt.empty(),
                                Optional.empty(),
                                Set.of(InetAddress.ofLiteral(host)));
                assertThrows(IOException.class, () -> bind(loops, tcp(host), DEFAULTS), host);
                if (transport == Transport.NIO) {
                    IOException thrown =
                            assertThrows(IOException.class, () -> bind(loops, tcp(host), virtual));
                    assertTrue(String.valueOf(thrown.getMessage()).contains("epoll or io_uring"));
                } else {
                    bind(loops, tcp(host), virtual).close();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void aUnixSocketHasItsModeAndIsRemoved(Transport transport, @TempDir Path folder)
            throws Exception {
        try (Loops loops = new Loops(transport, 1)) {
            Path path = folder.resolve("s");
            ListenConfig config =
                    new ListenConfig(
                            List.of(),
                            16,
                            Duration.ZERO,
                            OptionalInt.of(0620),
                            Optional.empty(),
                            Set.of());
            Listener listener = bind(loops, new ListenAddress.Unix(path.toString()), config);
            assertEquals(
                    "rw--w----",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                assertFalse(accepted().remoteAddress() instanceof InetSocketAddress);
                assertTrue(client.isConnected());
            }
            assertEquals(
                    "the address is in use",
                    assertThrows(IOException.class, () -> bind(loops, listener.address(), DEFAULTS))
                            .getMessage());
            listener.close();
            awaitGone(path);
        }
    }
}
