package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.ListenConfig;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// One address on which clients are accepted: by every loop with a socket of its own where the
/// transport can share a port, else by the first loop. A client and all it needs stay on the loop
/// that accepted it.
public final class Listener {
    private final ListenAddress address;
    private final List<Channel> channels;
    private final List<AcceptFailures> failures = new ArrayList<>();

    private Listener(ListenAddress address, List<Channel> channels) {
        this.address = address;
        this.channels = channels;
        for (Channel channel : channels) {
            AcceptFailures end = new AcceptFailures(address);
            // Behind the handler that accepts, which Netty has added by now.
            channel.pipeline().addLast(end);
            failures.add(end);
        }
    }

    /// Binds `address` and accepts from then on.
    ///
    /// @param config how; its addresses do not matter here
    /// @param accept gets each new connection on its loop, before it reads; adds its handlers
    /// @throws IOException if the address cannot be had; the message is for people
    public static Listener bind(
            Loops loops,
            ListenAddress address,
            ListenConfig config,
            BiConsumer<Loop, Channel> accept)
            throws IOException {
        Binder binder = new Binder(loops, config, accept);
        return switch (address) {
            case ListenAddress.Tcp tcp -> binder.tcp(tcp);
            case ListenAddress.Unix unix -> binder.unix(unix);
        };
    }

    /// What the sockets of one address have in common.
    private record Binder(Loops loops, ListenConfig config, BiConsumer<Loop, Channel> accept) {
        Listener tcp(ListenAddress.Tcp tcp) throws IOException {
            InetSocketAddress socket = resolve(tcp.address());
            InetAddress host = socket.getAddress();
            boolean shared = loops.loops().size() > 1 && loops.transport() != Transport.NIO;
            if (shared && socket.getPort() != 0) {
                // SO_REUSEPORT would let a second process share the port without a word.
                close(List.of(bound(tcpServer(loops.loops().getFirst(), host), socket)));
            }
            List<Channel> channels = new ArrayList<>();
            for (Loop loop : shared ? loops.loops() : loops.loops().subList(0, 1)) {
                ServerBootstrap server = tcpServer(loop, host);
                if (shared) {
                    server.option(UnixChannelOption.SO_REUSEPORT, true);
                }
                Channel channel = bound(server, socket);
                channels.add(channel);
                int port = ((InetSocketAddress) channel.localAddress()).getPort();
                socket = new InetSocketAddress(host, port);
            }
            HostPort real = new HostPort(host.getHostAddress(), socket.getPort());
            return new Listener(new ListenAddress.Tcp(real), channels);
        }

        private static InetSocketAddress resolve(HostPort address) throws IOException {
            return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
        }

        Listener unix(ListenAddress.Unix unix) throws IOException {
            Path path = Path.of(unix.path());
            UnixSockets.removeStale(path);
            Channel channel =
                    config.unixMode().isPresent()
                            ? boundInPrivate(path, config.unixMode().getAsInt())
                            : bound(unixServer(), unixAddress(path));
            Object identity = UnixSockets.identity(path);
            channel.closeFuture().addListener(closed -> UnixSockets.remove(path, identity));
            return new Listener(unix, List.of(channel));
        }

        private Channel boundInPrivate(Path path, int mode) throws IOException {
            try (UnixSocketFolder folder = UnixSocketFolder.beside(path)) {
                Channel channel = bound(unixServer(), unixAddress(folder.socket()));
                try {
                    folder.publish(mode);
                    return channel;
                } catch (IOException e) {
                    close(List.of(channel));
                    throw e;
                }
            }
        }

        private SocketAddress unixAddress(Path path) {
            return loops.transport() == Transport.NIO
                    ? UnixDomainSocketAddress.of(path)
                    : new DomainSocketAddress(path.toString());
        }

        private ServerBootstrap unixServer() {
            return server(loops.loops().getFirst(), child -> true)
                    .channel(loops.transport().unixServerChannel());
        }

        private ServerBootstrap tcpServer(Loop loop, InetAddress host) throws IOException {
            ServerBootstrap server =
                    server(loop, child -> isOfFamily(host, child))
                            .channelFactory(loops.transport().tcpServers(host))
                            .option(ChannelOption.SO_REUSEADDR, true)
                            .childOption(ChannelOption.TCP_NODELAY, true);
            KeepAlive.ofClients(config.tcpKeepalive())
                    .apply(loops.transport(), server::childOption, server::childOption);
            if (config.virtual().contains(host)) {
                server.option(bindAhead(), true);
            }
            return server;
        }

        /// Before this node has the address, it must be ready to serve on it.
        private ChannelOption<Boolean> bindAhead() throws IOException {
            return loops.transport()
                    .bindAhead()
                    .orElseThrow(() ->
                            new IOException(
                                    "one of vips takes the transport epoll or io_uring, and here"
                                            + " only nio works"));
        }

        /// With io_uring `0.0.0.0` is a socket of both families all the same.
        private static boolean isOfFamily(InetAddress listening, Channel child) {
            return !(listening instanceof Inet4Address
                    && child.remoteAddress() instanceof InetSocketAddress remote
                    && remote.getAddress() instanceof Inet6Address);
        }

        private ServerBootstrap server(Loop loop, Predicate<Channel> expected) {
            return new ServerBootstrap()
                    .group(loop.eventLoop())
                    .option(ChannelOption.SO_BACKLOG, config.backlog())
                    .childHandler(
                            new ChannelInitializer<>() {
                                @Override
                                protected void initChannel(Channel child) {
                                    if (expected.test(child)) {
                                        accept.accept(loop, child);
                                    } else {
                                        child.close();
                                    }
                                }
                            });
        }
    }

    private static Channel bound(ServerBootstrap server, SocketAddress address) throws IOException {
        ChannelFuture binding = server.bind(address).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(reason(binding.cause()), binding.cause());
        }
        return binding.channel();
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Address already in use") ? "the address is in use" : message;
    }

    /// The address that clients connect to; a port is the real one, also where 0 was asked for.
    public ListenAddress address() {
        return address;
    }

    /// Connections that could not be accepted, from any thread.
    public long acceptFailures() {
        return failures.stream().mapToLong(AcceptFailures::count).sum();
    }

    /// Accepts nobody any more; connections that were accepted stay.
    public void close() {
        close(channels);
    }

    private static void close(List<Channel> channels) {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
