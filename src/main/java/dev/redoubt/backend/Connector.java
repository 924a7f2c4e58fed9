package dev.redoubt.backend;

import dev.redoubt.net.HostResolver;
import dev.redoubt.net.KeepAlive;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

import java.net.SocketAddress;
import java.time.Duration;

/// Opens links on one loop.
final class Connector {
    private static final int LOW_WATER_BYTES = 256 * 1024;
    private static final int HIGH_WATER_BYTES = 1024 * 1024;

    private final Loop loop;
    private final Transport transport;
    private final Duration timeout;

    /// @param timeout for the connection, and again for the handshake
    Connector(Loop loop, Transport transport, Duration timeout) {
        this.loop = loop;
        this.transport = transport;
        this.timeout = timeout;
    }

    /// Connects and shakes hands; the link hears what came of it, later on this loop.
    ///
    /// @param name what CLIENT LIST shows of the link; empty for none
    void open(Link link, String name) {
        HostResolver.resolve(
                link.server(),
                loop.eventLoop(),
                address -> connect(link, name, address),
                ending -> link.openFailed(unreachable(ending.words())));
    }

    private void connect(Link link, String name, SocketAddress address) {
        if (link.isClosed()) {
            return;
        }
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop.eventLoop())
                        .channel(transport.clientChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE))
                        .option(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(LOW_WATER_BYTES, HIGH_WATER_BYTES))
                        .handler(new Handshake(link, timeout, name));
        KeepAlive.LINK.apply(transport, bootstrap::option, bootstrap::option);
        ChannelFuture connecting = bootstrap.connect(address);
        link.connected(connecting.channel());
        connecting.addListener(done -> {
            Throwable cause = done.cause();
            if (cause != null) {
                // A socket that cannot even be made (too many open files) is told on a foreign
                // thread.
                loop.eventLoop()
                        .execute(() ->
                                link.openFailed(unreachable(String.valueOf(cause.getMessage()))));
            }
        });
    }

    private static OpenFailure unreachable(String text) {
        return new OpenFailure(OpenFailure.Kind.UNREACHABLE, text);
    }
}
