package dev.redoubt.pool;

import dev.redoubt.config.PoolConfig;
import dev.redoubt.net.SourceNetworks;
import dev.redoubt.session.SessionContext;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets clients in, or turns them away. Shared by a pool's loops.
final class Door {
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final SourceNetworks allowed;
    private final int maxClients;
    private final AtomicInteger clients = new AtomicInteger();

    Door(PoolConfig config) {
        allowed = new SourceNetworks(config.allow());
        maxClients = config.maxClients();
    }

    /// A new connection, on its loop.
    void admit(SessionContext context, Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress remote
                && !allowed.allow(remote.getAddress())) {
            context.tallies().rejectedClients().add(1);
            channel.close();
            return;
        }
        if (clients.incrementAndGet() > maxClients) {
            clients.decrementAndGet();
            context.tallies().rejectedClients().add(1);
            // Redis' own words.
            channel.writeAndFlush(
                            Unpooled.copiedBuffer(
                                    "-ERR max number of clients reached\r\n",
                                    StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        channel.closeFuture().addListener(closed -> clients.decrementAndGet());
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast("session", context.newSession(channel));
    }
}
