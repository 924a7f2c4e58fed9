package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespEncoder;
import dev.redoubt.resp.RespValue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One connection of the control plane to a Redis or Sentinel server, RESP2. Owned by the event
/// loop given to [#open]: every method is called there, every callback comes there.
///
/// Replies belong to commands in order; messages of subscribed channels come in between. The number
/// of unanswered commands is bounded. Whatever goes wrong ends the connection, once, with a reason.
public final class ControlConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ControlConnection.class);

    /// Unanswered commands, at most; a caller that reaches it does not wait for replies.
    private static final int MAX_UNANSWERED = 64;

    private final EventLoop loop;
    private final ControlTarget target;
    private final ControlListener listener;
    private final Queue<Unanswered> unanswered = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Future<?> patience;
    private boolean established;
    private boolean over;

    private record Unanswered(String name, long sentNanos, Consumer<RespValue> reply) {}

    private ControlConnection(EventLoop loop, ControlTarget target, ControlListener listener) {
        this.loop = loop;
        this.target = target;
        this.listener = listener;
    }

    /// Starts to connect and returns at once.
    public static ControlConnection open(
            EventLoop loop, Transport transport, ControlTarget target, ControlListener listener) {
        ControlConnection connection = new ControlConnection(loop, target, listener);
        connection.patience =
                loop.schedule(
                        connection::connectTimedOut,
                        target.connectTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
        HostResolver.resolve(
                target.address(),
                loop,
                address -> connection.connect(transport, address),
                connection::end);
        return connection;
    }

    /// The address this was opened to.
    public HostPort address() {
        return target.address();
    }

    /// Sends one command; `reply` gets its answer, or is never called if the connection ends first.
    /// Nothing is sent on a connection that is not ready or over.
    ///
    /// @throws IllegalStateException if too many commands are unanswered
    public void send(Consumer<RespValue> reply, String... command) {
        assert loop.inEventLoop();
        Channel open = channel;
        if (over || !established || open == null) {
            return;
        }
        expect(command[0], reply);
        write(open, command);
    }

    /// Subscribes to `channels`; `acknowledged` gets one reply for each of them. From then on only
    /// (un)subscribing and PING may be sent.
    public void subscribe(Consumer<RespValue> acknowledged, String... channels) {
        assert loop.inEventLoop();
        Channel open = channel;
        if (over || !established || open == null) {
            return;
        }
        String[] command = new String[channels.length + 1];
        command[0] = "SUBSCRIBE";
        System.arraycopy(channels, 0, command, 1, channels.length);
        for (int i = 0; i < channels.length; i++) {
            expect("SUBSCRIBE", acknowledged);
        }
        write(open, command);
    }

    /// Closes the connection; the listener is told as for any other end.
    public void close() {
        loop.execute(() -> end(new Ending(Ending.Kind.CLOSED_HERE, "closed")));
    }

    private void connect(Transport transport, InetSocketAddress address) {
        if (over) {
            return;
        }
        Bootstrap bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(transport.clientChannel())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ControlHandler(this));
        KeepAlive.LINK.apply(transport, bootstrap::option, bootstrap::option);
        ChannelFuture attempt = bootstrap.connect(address);
        channel = attempt.channel();
        attempt.addListener(connected -> {
            if (!connected.isSuccess()) {
                // A socket that cannot even be made (too many open files) is told on a foreign
                // thread.
                loop.execute(() -> end(ConnectFailures.ending(connected.cause())));
            }
        });
    }

    void connected() {
        if (over) {
            return;
        }
        stopPatience();
        established = true;
        target.credentials()
                .ifPresentOrElse(
                        credentials -> send(this::authenticated, credentials.command()),
                        listener::ready);
    }

    private void authenticated(RespValue reply) {
        if (reply instanceof RespValue.ErrorReply(String message)
                && Credentials.areUnneeded(message)) {
            LOG.warn("{} asks for no password; the one given is not used", target.address());
            listener.ready();
        } else if (reply instanceof RespValue.ErrorReply error) {
            end(new Ending(Ending.Kind.REFUSED, "AUTH refused: " + error.message()));
        } else {
            listener.ready();
        }
    }

    void received(RespValue value) {
        if (over) {
            return;
        }
        PubSubMessage message = PubSubMessage.of(value);
        if (message != null) {
            listener.message(message.channel(), message.payload());
            return;
        }
        Unanswered next = unanswered.poll();
        if (next == null) {
            end(new Ending(Ending.Kind.MALFORMED, "a reply nobody asked for"));
        } else {
            next.reply().accept(value);
        }
    }

    /// Ends the connection once; later calls do nothing.
    void end(Ending ending) {
        assert loop.inEventLoop();
        if (over) {
            return;
        }
        over = true;
        stopPatience();
        unanswered.clear();
        if (channel != null) {
            ChannelFuture _ = channel.close();
        }
        listener.ended(ending);
    }

    private void expect(String name, Consumer<RespValue> reply) {
        if (unanswered.size() >= MAX_UNANSWERED) {
            throw new IllegalStateException(
                    target.address() + ": more than " + MAX_UNANSWERED + " unanswered commands");
        }
        unanswered.add(new Unanswered(name, System.nanoTime(), reply));
        if (patience == null) {
            awaitReply(target.responseTimeout().toNanos());
        }
    }

    private void write(Channel open, String... command) {
        ByteBuf out = open.alloc().buffer();
        RespEncoder.command(out, command);
        ChannelFuture _ = open.writeAndFlush(out, open.voidPromise());
    }

    private void awaitReply(long nanos) {
        patience = loop.schedule(this::checkPatience, nanos, TimeUnit.NANOSECONDS);
    }

    /// One timer for all commands: it looks at the oldest and sleeps until that one is due.
    private void checkPatience() {
        patience = null;
        Unanswered oldest = unanswered.peek();
        if (over || oldest == null) {
            return;
        }
        long waited = System.nanoTime() - oldest.sentNanos();
        long left = target.responseTimeout().toNanos() - waited;
        if (left > 0) {
            awaitReply(left);
        } else {
            end(
                    new Ending(
                            Ending.Kind.SILENT,
                            "no reply to "
                                    + oldest.name()
                                    + " within "
                                    + target.responseTimeout().toMillis()
                                    + " ms"));
        }
    }

    private void connectTimedOut() {
        patience = null;
        end(
                new Ending(
                        Ending.Kind.UNREACHABLE,
                        "no connection within " + target.connectTimeout().toMillis() + " ms"));
    }

    private void stopPatience() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }
}
