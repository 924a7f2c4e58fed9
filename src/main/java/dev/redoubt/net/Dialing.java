package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One TCP connection being made: the host's name is resolved, then its addresses are tried one
/// after the other until one takes the connection. Owned by the event loop; every call comes there.
public final class Dialing {
    /// Who wants the connection.
    public interface Caller {
        /// Whether it is wanted still.
        boolean waits();

        /// The handler for the next attempt; it learns of success by `channelActive`.
        ChannelHandler handler();

        /// The attempt under way, for the caller to close.
        void attempting(Channel channel);

        /// No address took the connection; nothing more comes.
        void failed(Ending ending);
    }

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final HostPort target;
    private final Duration timeout;
    private final Caller caller;
    private final Queue<InetSocketAddress> untried = new ArrayDeque<>();
    private int addresses;
    private boolean silenceMet;
    private boolean over;

    private Dialing(
            EventLoop loop, Bootstrap bootstrap, HostPort target, Duration timeout, Caller caller) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.target = target;
        this.timeout = timeout;
        this.caller = caller;
    }

    /// Begins, and returns at once.
    ///
    /// @param timeout for resolving the name, and again for each address
    public static void start(
            EventLoop loop, Transport transport, HostPort target, Duration timeout, Caller caller) {
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(transport.clientChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
        KeepAlive.onLink(bootstrap, transport);
        new Dialing(loop, bootstrap, target, timeout, caller).resolve();
    }

    private void resolve() {
        Future<?> patience =
                loop.schedule(
                        () -> fail(unreachable("host name not resolved")),
                        timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        HostResolver.resolve(
                target,
                loop,
                found -> {
                    patience.cancel(false);
                    call(found);
                },
                ending -> {
                    patience.cancel(false);
                    fail(ending);
                });
    }

    private void call(List<InetSocketAddress> found) {
        if (!over) {
            addresses = found.size();
            untried.addAll(found);
            next();
        }
    }

    private void next() {
        InetSocketAddress address = untried.poll();
        if (address == null || !caller.waits()) {
            return;
        }
        ChannelFuture attempt = bootstrap.clone().handler(caller.handler()).connect(address);
        if (attempt.cause() == null) {
            caller.attempting(attempt.channel());
        }
        attempt.addListener(done -> {
            if (done.isSuccess()) {
                over = true;
                if (addresses > 1) {
                    HostResolver.answered(target.host(), address.getAddress());
                }
            } else {
                // A socket that cannot even be made (too many open files) is told on a foreign
                // thread.
                loop.execute(() -> failedAt(done.cause()));
            }
        });
    }

    private void failedAt(Throwable cause) {
        Ending ending =
                cause instanceof ConnectTimeoutException
                        ? unreachable("no connection")
                        : ConnectFailures.ending(cause);
        silenceMet |= !refused(ending);
        if (!untried.isEmpty()) {
            next();
            return;
        }
        fail(
                addresses > 1
                        ? new Ending(
                                refused(ending) && silenceMet
                                        ? Ending.Kind.UNREACHABLE
                                        : ending.kind(),
                                ending.words() + " (all " + addresses + " addresses tried)")
                        : ending);
    }

    private static boolean refused(Ending ending) {
        return ending.kind() == Ending.Kind.NOT_LISTENING;
    }

    private Ending unreachable(String what) {
        return new Ending(Ending.Kind.UNREACHABLE, what + " within " + timeout.toMillis() + " ms");
    }

    private void fail(Ending ending) {
        if (!over) {
            over = true;
            caller.failed(ending);
        }
    }
}
