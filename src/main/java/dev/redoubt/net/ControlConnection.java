package dev.redoubt.net;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespEncoder;
import dev.redoubt.resp.RespValue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    /// Servers of which it was told that they ask for no password: once, not per connection.
    private static final Set<HostPort> UNNEEDED = ConcurrentHashMap.newKeySet();

    private static final int MOST_TOLD = 1024;

    private final EventLoop loop;
    private final ControlTarget target;
    private final ControlListener listener;
    private final Queue<Unanswered> unanswered = new ArrayDeque<>();
    private @Nullable Channel channel;
    private @Nullable Future<?> patience;
    private Duration responseTimeout;
    private boolean established;
    private boolean over;

    private record Unanswered(String name, long sentNanos, Consumer<RespValue> reply) {}

    private ControlConnection(EventLoop loop, ControlTarget target, ControlListener listener) {
        this.loop = loop;
        this.target = target;
        this.listener = listener;
        responseTimeout = target.responseTimeout();
    }

    /// Starts to connect and returns at once.
    public static ControlConnection open(
            EventLoop loop, Transport transport, ControlTarget target, ControlListener listener) {
        ControlConnection connection = new ControlConnection(loop, target, listener);
        Dialing.start(
                loop,
                transport,
                target.address(),
                target.connectTimeout(),
                connection.new Caller());
        return connection;
    }

    /// The address this was opened to.
    public HostPort address() {
        return target.address();
    }

    /// How long each further command may take, instead of the target's time.
    public void allow(Duration forResponse) {
        responseTimeout = forResponse;
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

    private final class Caller implements Dialing.Caller {
        @Override
        public boolean waits() {
            return !over;
        }

        @Override
        public ChannelHandler handler() {
            return new ControlHandler(ControlConnection.this);
        }

        @Override
        public void attempting(Channel attempt) {
            channel = attempt;
        }

        @Override
        public void failed(Ending ending) {
            end(ending);
        }
    }

    void connected() {
        if (over) {
            return;
        }
        established = true;
        if (channel != null) {
            OwnConnections.control().add(channel);
        }
        target.credentials()
                .ifPresentOrElse(
                        credentials -> send(this::authenticated, credentials.command()),
                        listener::ready);
    }

    private void authenticated(RespValue reply) {
        if (reply instanceof RespValue.ErrorReply(String message)
                && Credentials.areUnneeded(message)) {
            if (UNNEEDED.size() < MOST_TOLD && UNNEEDED.add(target.address())) {
                LOG.warn("{} asks for no password; the one given is not used", target.address());
            }
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

    /// Whether one more command may be sent: who sends what others cause must ask.
    public boolean hasRoom() {
        return unanswered.size() < MAX_UNANSWERED;
    }

    private void expect(String name, Consumer<RespValue> reply) {
        if (unanswered.size() >= MAX_UNANSWERED) {
            throw new IllegalStateException(
                    target.address() + ": more than " + MAX_UNANSWERED + " unanswered commands");
        }
        unanswered.add(new Unanswered(name, System.nanoTime(), reply));
        if (patience == null) {
            awaitReply(responseTimeout.toNanos());
        }
    }

    private void write(Channel open, String... command) {
        ByteBuf out = open.alloc().buffer();
        RespEncoder.ownCommand(out, command);
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
        long left = responseTimeout.toNanos() - waited;
        if (left > 0) {
            awaitReply(left);
        } else {
            end(
                    new Ending(
                            Ending.Kind.SILENT,
                            "no reply to "
                                    + oldest.name()
                                    + " within "
                                    + responseTimeout.toMillis()
                                    + " ms"));
        }
    }

    private void stopPatience() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }
}
