package dev.redoubt.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.uring.IoUringChannelOption;

import jdk.net.ExtendedSocketOptions;

import java.time.Duration;
import java.util.function.BiConsumer;

/// When the kernel asks a silent peer whether it still lives, so that one that vanished without a
/// word (power, cable, a firewall that forgot) does not hold its connection for ever.
///
/// @param idleSeconds of silence before the first question; 0 asks never
/// @param intervalSeconds between questions
/// @param probes unanswered questions that end the connection
public record KeepAlive(int idleSeconds, int intervalSeconds, int probes) {
    /// For connections to servers: 19 s from the last sign of life to the end. However busy a
    /// living server may be, its kernel answers.
    private static final KeepAlive LINK = new KeepAlive(10, 3, 3);

    /// As Redis does it with its `tcp-keepalive` (`anetKeepAlive`): three questions, a third of
    /// `idle` apart.
    ///
    /// @param idle whole seconds; zero is off
    public static KeepAlive ofClients(Duration idle) {
        int seconds = (int) idle.toSeconds();
        return new KeepAlive(seconds, Math.max(1, seconds / 3), 3);
    }

    /// On a connection to a server; what was sent may stay unconfirmed for as long.
    static void onLink(Bootstrap bootstrap, Transport transport) {
        LINK.apply(transport, bootstrap::option, bootstrap::option);
        int unconfirmedMillis = 1000 * (LINK.idleSeconds + LINK.probes * LINK.intervalSeconds);
        switch (transport) {
            case EPOLL -> bootstrap.option(EpollChannelOption.TCP_USER_TIMEOUT, unconfirmedMillis);
            case IO_URING ->
                    bootstrap.option(IoUringChannelOption.TCP_USER_TIMEOUT, unconfirmedMillis);
            case NIO -> {}
        }
    }

    /// The options that say so of a TCP connection.
    ///
    /// @param set takes those of whole numbers
    /// @param toggle takes SO_KEEPALIVE itself
    public void apply(
            Transport transport,
            BiConsumer<ChannelOption<Integer>, Integer> set,
            BiConsumer<ChannelOption<Boolean>, Boolean> toggle) {
        toggle.accept(ChannelOption.SO_KEEPALIVE, idleSeconds > 0);
        if (idleSeconds > 0) {
            Options options = options(transport);
            set.accept(options.idle(), idleSeconds);
            set.accept(options.interval(), intervalSeconds);
            set.accept(options.probes(), probes);
        }
    }

    /// The names that a transport has for the same three.
    private record Options(
            ChannelOption<Integer> idle,
            ChannelOption<Integer> interval,
            ChannelOption<Integer> probes) {}

    private static Options options(Transport transport) {
        return switch (transport) {
            case EPOLL ->
                    new Options(
                            EpollChannelOption.TCP_KEEPIDLE,
                            EpollChannelOption.TCP_KEEPINTVL,
                            EpollChannelOption.TCP_KEEPCNT);
            case IO_URING ->
                    new Options(
                            IoUringChannelOption.TCP_KEEPIDLE,
                            IoUringChannelOption.TCP_KEEPINTVL,
                            IoUringChannelOption.TCP_KEEPCNT);
            case NIO ->
                    new Options(
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
                            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT));
        };
    }
}
