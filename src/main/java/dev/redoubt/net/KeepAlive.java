package dev.redoubt.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;

import jdk.net.ExtendedSocketOptions;

/// TCP's own question whether the other machine is there, on connections to servers. It keeps a
/// firewall from forgetting an idle connection, and ends one whose machine is gone without a word,
/// however busy a living server may be: kernels answer it.
final class KeepAlive {
    private static final int IDLE_SECONDS = 10;
    private static final int INTERVAL_SECONDS = 3;
    private static final int COUNT = 3;

    /// How long sent bytes may stay unconfirmed; the same as the questions take.
    private static final int UNCONFIRMED_MILLIS = 1000 * (IDLE_SECONDS + COUNT * INTERVAL_SECONDS);

    private KeepAlive() {}

    static Bootstrap on(Bootstrap bootstrap, Transport transport) {
        bootstrap.option(ChannelOption.SO_KEEPALIVE, true);
        return switch (transport) {
            case EPOLL ->
                    bootstrap
                            .option(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
                            .option(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
                            .option(EpollChannelOption.TCP_KEEPCNT, COUNT)
                            .option(EpollChannelOption.TCP_USER_TIMEOUT, UNCONFIRMED_MILLIS);
            case IO_URING ->
                    bootstrap
                            .option(IoUringChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
                            .option(IoUringChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
                            .option(IoUringChannelOption.TCP_KEEPCNT, COUNT)
                            .option(IoUringChannelOption.TCP_USER_TIMEOUT, UNCONFIRMED_MILLIS);
            case NIO ->
                    bootstrap
                            .option(
                                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                                    IDLE_SECONDS)
                            .option(
                                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                                    INTERVAL_SECONDS)
                            .option(
                                    NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
                                    COUNT);
        };
    }
}
