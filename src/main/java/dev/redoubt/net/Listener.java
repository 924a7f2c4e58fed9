package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.NetUtil;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/// One address on which clients are accepted, by every loop with a socket of its own where the
/// transport can share a port, so that a client and all it needs stay on the loop that accepted it.
public final class Listener {
    private static final int BACKLOG = 4096;

    private final List<Channel> channels;

    private Listener(List<Channel> channels) {
        this.channels = channels;
    }

    /// Binds `address` and accepts from then on.
    ///
    /// @param accept gets each new connection on its loop, before it reads; adds its handlers
    /// @throws IOException if the address cannot be had; the message is for people
    public static Listener bind(
            Loops loops, ListenAddress.Tcp address, BiConsumer<Loop, Channel> accept)
            throws IOException {
        HostPort wanted = address.address();
        boolean shared = loops.loops().size() > 1 && loops.transport() != Transport.NIO;
        List<Channel> channels = new ArrayList<>();
        InetSocketAddress socket = resolve(wanted);
        if (shared && wanted.port() != 0) {
            // SO_REUSEPORT would let a second process share the port without a word.
            close(List.of(bindOne(loops, loops.loops().getFirst(), socket, accept, Sharing.NO)));
        }
        for (Loop loop : shared ? loops.loops() : loops.loops().subList(0, 1)) {
            Channel channel =
                    bindOne(loops, loop, socket, accept, shared ? Sharing.YES : Sharing.NO);
            channels.add(channel);
            socket = (InetSocketAddress) channel.localAddress();
        }
        return new Listener(channels);
    }

    private enum Sharing {
        YES,
        NO
    }

    private static InetSocketAddress resolve(HostPort address) throws IOException {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        InetAddress host =
                literal == null
                        ? InetAddress.getByName(address.host())
                        : InetAddress.getByAddress(literal);
        return new InetSocketAddress(host, address.port());
    }

    private static Channel bindOne(
            Loops loops,
            Loop loop,
            InetSocketAddress address,
            BiConsumer<Loop, Channel> accept,
            Sharing sharing)
            throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loop.eventLoop())
                        .channel(loops.transport().serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel child) {
                                        accept.accept(loop, child);
                                    }
                                });
        if (sharing == Sharing.YES) {
            bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
        }
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(reason(bound.cause()), bound.cause());
        }
        return bound.channel();
    }

    private static String reason(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        return message.contains("Address already in use") ? "the address is in use" : message;
    }

    /// The address that clients connect to; the port is the real one, also where 0 was asked for.
    public HostPort address() {
        InetSocketAddress local = (InetSocketAddress) channels.getFirst().localAddress();
        return new HostPort(local.getAddress().getHostAddress(), local.getPort());
    }

    /// Accepts nobody any more; connections that were accepted stay.
    public void close() {
        close(channels);
    }

    private static void close(List<Channel> channels) {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
    }
}
