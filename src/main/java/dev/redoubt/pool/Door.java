package dev.redoubt.pool;

import dev.redoubt.config.PoolConfig;
import dev.redoubt.net.ConnectionRate;
import dev.redoubt.net.LogPace;
import dev.redoubt.net.SourceNetworks;
import dev.redoubt.session.Arrival;
import dev.redoubt.session.SessionContext;
import dev.redoubt.snapshot.Reason;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Lets clients in, or turns them away, each reason counted and told in the log now and then.
/// Shared by a pool's loops.
///
/// Whoever is not among `allow` gets no word: strangers need not learn what listens here. All else
/// is a client that must know why.
final class Door {
    private static final Logger log = LoggerFactory.getLogger(Door.class);
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 * 1024, 256 * 1024);
    private static final String TOO_FAST =
            "-ERR redoubt: too many new connections from this address (connection_rate)\r\n";

    /// Redis' own words.
    private static final String TOO_MANY = "-ERR max number of clients reached\r\n";

    private final String pool;
    private final SourceNetworks allowed;
    private final Optional<ConnectionRate> rate;
    private final int maxClients;
    private final AtomicInteger clients = new AtomicInteger();
    private final ChannelFutureListener left = channel -> clients.decrementAndGet();
    private final Map<Reason, LogPace> paces = new EnumMap<>(Reason.class);

    Door(PoolConfig config) {
        long now = System.nanoTime();
        pool = config.name();
        allowed = new SourceNetworks(config.allow());
        rate =
                config.limits().connectionRate().stream()
                        .mapToObj(perSecond -> new ConnectionRate(perSecond, now))
                        .findFirst();
        maxClients = config.maxClients();
        Reason.of(Reason.Kind.CLIENT_REJECTED)
                .forEach(reason -> paces.put(reason, new LogPace(now)));
    }

    /// A new connection, on its loop.
    void admit(SessionContext context, Channel channel) {
        SocketAddress remote = channel.remoteAddress();
        if (remote == null) {
            // It was reset before anybody could look.
            channel.close();
            return;
        }
        Reason refusal = refusal(remote);
        if (refusal != null) {
            context.tallies().reasons().count(refusal);
            tell(refusal, remote);
            turnAway(channel, refusal);
            return;
        }
        letIn(channel, context.newSession(channel));
    }

    /// A client who was let in by another process, on its loop. The limit of clients keeps out new
    /// ones alone.
    void readmit(SessionContext context, Channel channel, Arrival arrival) {
        if (channel.remoteAddress() instanceof InetSocketAddress tcp
                && !allowed.allow(tcp.getAddress())) {
            context.tallies().reasons().count(Reason.ALLOW);
            tell(Reason.ALLOW, tcp);
            channel.close();
            return;
        }
        clients.incrementAndGet();
        letIn(channel, context.session(arrival, channel));
    }

    private void letIn(Channel channel, ChannelHandler session) {
        channel.closeFuture().addListener(left);
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.pipeline().addLast("session", session);
    }

    /// Null lets it in, counted as a client.
    private @Nullable Reason refusal(SocketAddress remote) {
        // A unix socket's client has no address; who may come there is up to its file.
        if (remote instanceof InetSocketAddress tcp) {
            InetAddress source = tcp.getAddress();
            if (!allowed.allow(source)) {
                return Reason.ALLOW;
            }
            if (rate.isPresent() && !rate.get().admit(source, System.nanoTime())) {
                return Reason.CONNECTION_RATE;
            }
        }
        if (clients.incrementAndGet() > maxClients) {
            clients.decrementAndGet();
            return Reason.MAX_CLIENTS;
        }
        return null;
    }

    private void tell(Reason refusal, SocketAddress remote) {
        LogPace pace = paces.get(refusal);
        long count = pace == null ? 0 : pace.happened(System.nanoTime());
        if (count > 0) {
            log.warn(
                    "pool {}: turned clients away ({}): {} since the last such line, now {}",
                    pool,
                    refusal.key(),
                    count,
                    remote);
        }
    }

    private static void turnAway(Channel channel, Reason refusal) {
        if (refusal == Reason.ALLOW) {
            channel.close();
            return;
        }
        String line = refusal == Reason.MAX_CLIENTS ? TOO_MANY : TOO_FAST;
        channel.writeAndFlush(Unpooled.copiedBuffer(line, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
