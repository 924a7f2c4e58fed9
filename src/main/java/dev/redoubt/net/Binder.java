package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.ListenConfig;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannelOption;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Binds the sockets of one address, or takes those that another process has bound.
record Binder(Loops loops, ListenConfig config, BiConsumer<Loop, Channel> accept) {
    Listener tcp(ListenAddress.Tcp tcp) throws IOException {
        InetSocketAddress socket = resolve(tcp.address());
        InetAddress host = socket.getAddress();
        boolean shared = loops.loops().size() > 1 && loops.transport() != Transport.NIO;
        if (shared && socket.getPort() != 0) {
            // SO_REUSEPORT would let a second process share the port without a word.
            close(bound(tcpServer(loops.loops().getFirst(), host), socket));
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
        return new Listener(new ListenAddress.Tcp(real), channels, Listener.Ownership.OWN);
    }

    /// Each loop takes one of the sockets, or some.
    Listener adopted(ListenAddress address, List<Integer> descriptors) throws IOException {
        List<Channel> channels = new ArrayList<>();
        for (int descriptor : descriptors) {
            Loop loop = loops.loops().get(channels.size() % loops.loops().size());
            // As this file wants it.
            new Socket(descriptor).listen(config.backlog());
            ServerBootstrap server =
                    adopting(address, loop)
                            .channelFactory(() -> adopted(address, descriptor))
                            .option(ChannelOption.AUTO_READ, false);
            channels.add(done(server.register()));
        }
        Listener listener = new Listener(address, channels, Listener.Ownership.ANOTHERS);
        if (address instanceof ListenAddress.Unix unix) {
            Path path = Path.of(unix.path());
            listener.removeAtEnd(path);
            if (config.unixMode().isPresent()) {
                Files.setPosixFilePermissions(
                        path, UnixSocketFolder.permissions(config.unixMode().getAsInt()));
            }
        }
        return listener;
    }

    private ServerBootstrap adopting(ListenAddress address, Loop loop) {
        ServerBootstrap server = server(loop, child -> true);
        return switch (address) {
            case ListenAddress.Tcp _ -> tcpOptions(server);
            case ListenAddress.Unix _ -> server;
        };
    }

    private static ServerChannel adopted(ListenAddress address, int descriptor) {
        return switch (address) {
            case ListenAddress.Tcp _ -> new EpollServerSocketChannel(descriptor);
            case ListenAddress.Unix _ -> new EpollServerDomainSocketChannel(descriptor);
        };
    }

    Listener unix(ListenAddress.Unix unix) throws IOException {
        Path path = Path.of(unix.path());
        UnixSockets.removeStale(path);
        Channel channel =
                config.unixMode().isPresent()
                        ? boundInPrivate(path, config.unixMode().getAsInt())
                        : bound(unixServer(), unixAddress(path));
        Listener listener = new Listener(unix, List.of(channel), Listener.Ownership.OWN);
        listener.removeAtEnd(path);
        return listener;
    }

    private Channel boundInPrivate(Path path, int mode) throws IOException {
        try (UnixSocketFolder folder = UnixSocketFolder.beside(path)) {
            Channel channel = bound(unixServer(), unixAddress(folder.socket()));
            try {
                folder.publish(mode);
                return channel;
            } catch (IOException e) {
                close(channel);
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
                tcpOptions(server(loop, child -> isOfFamily(host, child)))
                        .channelFactory(loops.transport().tcpServers(host));
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

    private ServerBootstrap tcpOptions(ServerBootstrap server) {
        server.option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true);
        KeepAlive.ofClients(config.tcpKeepalive())
                .apply(loops.transport(), server::childOption, server::childOption);
        return server;
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

    private static Channel bound(ServerBootstrap server, SocketAddress address) throws IOException {
        return done(server.bind(address));
    }

    private static void close(Channel channel) {
        channel.close().awaitUninterruptibly();
    }

    private static Channel done(ChannelFuture opening) throws IOException {
        if (!opening.awaitUninterruptibly().isSuccess()) {
            throw new IOException(reason(opening.cause()), opening.cause());
        }
        return opening.channel();
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Address already in use") ? "the address is in use" : message;
    }

    /// As listeners tell their addresses: with the host's number.
    static ListenAddress real(ListenAddress address) throws IOException {
        if (address instanceof ListenAddress.Tcp tcp) {
            InetSocketAddress socket = resolve(tcp.address());
            String host = socket.getAddress().getHostAddress();
            return new ListenAddress.Tcp(new HostPort(host, socket.getPort()));
        }
        return address;
    }

    private static InetSocketAddress resolve(HostPort address) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(address.host()), address.port());
    }
}
