package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.NetUtil;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// One address on which clients are accepted: by every loop with a socket of its own where the
/// transport can share a port, else by the first loop. A client and all it needs stay on the loop
/// that accepted it.
public final class Listener {
    private static final int BACKLOG = 4096;

    private final ListenAddress address;
    private final List<Channel> channels;

    private Listener(ListenAddress address, List<Channel> channels) {
        this.address = address;
        this.channels = channels;
    }

    /// Binds `address` and accepts from then on.
    ///
    /// @param accept gets each new connection on its loop, before it reads; adds its handlers
    /// @throws IOException if the address cannot be had; the message is for people
    public static Listener bind(
            Loops loops, ListenAddress address, BiConsumer<Loop, Channel> accept)
            throws IOException {
        return switch (address) {
            case ListenAddress.Tcp tcp -> bindTcp(loops, tcp, accept);
            case ListenAddress.Unix unix -> bindUnix(loops, unix, accept);
        };
    }

    private static Listener bindTcp(
            Loops loops, ListenAddress.Tcp tcp, BiConsumer<Loop, Channel> accept)
            throws IOException {
        InetSocketAddress socket = resolve(tcp.address());
        boolean shared = loops.loops().size() > 1 && loops.transport() != Transport.NIO;
        if (shared && socket.getPort() != 0) {
            // SO_REUSEPORT would let a second process share the port without a word.
            close(List.of(bound(server(loops, loops.loops().getFirst(), accept), socket)));
        }
        List<Channel> channels = new ArrayList<>();
        for (Loop loop : shared ? loops.loops() : loops.loops().subList(0, 1)) {
            ServerBootstrap server = server(loops, loop, accept);
            if (shared) {
                server.option(UnixChannelOption.SO_REUSEPORT, true);
            }
            Channel channel = bound(server, socket);
            channels.add(channel);
            socket = (InetSocketAddress) channel.localAddress();
        }
        HostPort real = new HostPort(socket.getAddress().getHostAddress(), socket.getPort());
        return new Listener(new ListenAddress.Tcp(real), channels);
    }

    private static InetSocketAddress resolve(HostPort address) throws IOException {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        InetAddress host =
                literal == null
                        ? InetAddress.getByName(address.host())
                        : InetAddress.getByAddress(literal);
        return new InetSocketAddress(host, address.port());
    }

    private static Listener bindUnix(
            Loops loops, ListenAddress.Unix unix, BiConsumer<Loop, Channel> accept)
            throws IOException {
        Path path = Path.of(unix.path());
        UnixSockets.removeStale(path);
        ServerBootstrap server = bootstrap(loops.loops().getFirst(), accept);
        server.channel(loops.transport().unixServerChannel());
        SocketAddress socket =
                loops.transport() == Transport.NIO
                        ? UnixDomainSocketAddress.of(path)
                        : new DomainSocketAddress(unix.path());
        Channel channel = bound(server, socket);
        channel.closeFuture().addListener(closed -> UnixSockets.remove(path));
        return new Listener(unix, List.of(channel));
    }

    private static ServerBootstrap server(
            Loops loops, Loop loop, BiConsumer<Loop, Channel> accept) {
        Class<? extends ServerChannel> channel = loops.transport().serverChannel();
        return bootstrap(loop, accept)
                .channel(channel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
    }

    private static ServerBootstrap bootstrap(Loop loop, BiConsumer<Loop, Channel> accept) {
        return new ServerBootstrap()
                .group(loop.eventLoop())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childHandler(
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel child) {
                                accept.accept(loop, child);
                            }
                        });
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

    /// Accepts nobody any more; connections that were accepted stay.
    public void close() {
        close(channels);
    }

    private static void close(List<Channel> channels) {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
