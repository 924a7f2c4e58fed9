package dev.redoubt.net;

import dev.redoubt.config.TransportChoice;

import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

import org.jspecify.annotations.Nullable;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.channels.spi.SelectorProvider;
import java.util.Locale;
import java.util.Optional;

/// How this process drives its sockets. One per process; the choice is made at start and said in
/// the log.
public enum Transport {
    EPOLL,
    IO_URING,
    NIO;

    static {
        // Where one request to the kernel accepts many connections, Netty 4.2.15 repeats one that
        // failed at once, half a million times a second when there is no descriptor left.
        String many = "io.netty.iouring.acceptMultiShotEnabled";
        if (System.getProperty(many) == null) {
            System.setProperty(many, "false");
        }
    }

    /// The transport to use; AUTO takes epoll where it works, else NIO.
    ///
    /// @throws IllegalStateException if the chosen one does not work here; the message says why
    public static Transport of(TransportChoice choice) {
        return switch (choice) {
            case AUTO -> Epoll.isAvailable() ? EPOLL : NIO;
            case EPOLL -> require(EPOLL, Epoll.unavailabilityCause());
            case IO_URING -> require(IO_URING, IoUring.unavailabilityCause());
            case NIO -> NIO;
        };
    }

    private static Transport require(Transport transport, @Nullable Throwable cause) {
        if (cause != null) {
            throw new IllegalStateException(
                    "transport: "
                            + transport.name().toLowerCase(Locale.ROOT)
                            + " does not work here: "
                            + cause.getMessage()
                            + " (expected: auto)");
        }
        return transport;
    }

    /// Makes the I/O handlers of event loops.
    public IoHandlerFactory ioHandlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    /// The class of outgoing TCP connections.
    public Class<? extends SocketChannel> clientChannel() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case IO_URING -> IoUringSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }

    /// The class of unix socket listeners.
    public Class<? extends ServerChannel> unixServerChannel() {
        return switch (this) {
            case EPOLL -> EpollServerDomainSocketChannel.class;
            case IO_URING -> IoUringServerDomainSocketChannel.class;
            case NIO -> NioServerDomainSocketChannel.class;
        };
    }

    /// Binds an address that this machine does not have yet; empty where this transport cannot.
    public Optional<ChannelOption<Boolean>> bindAhead() {
        return switch (this) {
            case EPOLL -> Optional.of(EpollChannelOption.IP_FREEBIND);
            case IO_URING -> Optional.of(IoUringChannelOption.IP_FREEBIND);
            case NIO -> Optional.empty();
        };
    }

    /// Makes TCP listeners for `address`. One for IPv4 is a socket of that family where Netty knows
    /// how: of IPv6's, it takes `0.0.0.0` for `::`, which is every address of both families.
    public ChannelFactory<? extends ServerChannel> tcpServers(InetAddress address) {
        boolean ipv4 = address instanceof Inet4Address;
        return switch (this) {
            case EPOLL ->
                    ipv4
                            ? () -> new EpollServerSocketChannel(SocketProtocolFamily.INET)
                            : EpollServerSocketChannel::new;
            case IO_URING -> IoUringServerSocketChannel::new;
            case NIO ->
                    ipv4
                            ? () ->
                                    new NioServerSocketChannel(
                                            SelectorProvider.provider(), SocketProtocolFamily.INET)
                            : NioServerSocketChannel::new;
        };
    }
}
