package dev.redoubt.net;

import dev.redoubt.config.ListenConfig;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;

import java.util.function.Consumer;

/// Makes channels of connections that another process of this node has accepted. With epoll alone.
public final class Arrivals {
    private Arrivals() {}

    /// Goes on with a connection; for its loop's own thread. One that has ended meanwhile is let
    /// go.
    ///
    /// @param descriptor belongs to the channel from now on
    /// @param config of the pool whose client it is
    /// @param admit gets the channel before it reads; adds its handlers
    public static void tcp(
            Loop loop, int descriptor, ListenConfig config, Consumer<Channel> admit) {
        EpollSocketChannel channel = new EpollSocketChannel(descriptor);
        try {
            KeepAlive.ofClients(config.tcpKeepalive())
                    .apply(
                            Transport.EPOLL,
                            channel.config()::setOption,
                            channel.config()::setOption);
        } catch (ChannelException e) {
            // It ended meanwhile.
            channel.unsafe().closeForcibly();
            return;
        }
        begin(loop, channel, admit);
    }

    /// The same for one that came over a unix socket.
    public static void unix(Loop loop, int descriptor, Consumer<Channel> admit) {
        begin(loop, new EpollDomainSocketChannel(descriptor), admit);
    }

    private static void begin(Loop loop, Channel channel, Consumer<Channel> admit) {
        assert loop.eventLoop().inEventLoop();
        if (!channel.isActive()) {
            channel.unsafe().closeForcibly();
            return;
        }
        channel.config().setAutoRead(false);
        loop.eventLoop()
                .register(channel)
                .addListener(registered -> {
                    if (registered.isSuccess()) {
                        channel.config().setAutoRead(true);
                        admit.accept(channel);
                    }
                });
    }
}
