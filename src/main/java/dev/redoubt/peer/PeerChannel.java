package dev.redoubt.peer;

import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The channel on one server on which nodes meet: a connection that listens, and one that speaks.
/// Both are opened again when they end. Says every second that this peer is there. Owned by the
/// control loop.
public final class PeerChannel implements AutoCloseable {
    /// Where all pools in front of a primary meet, whatever they are called.
    public static final String NAME = "__redoubt__:peers";

    private static final long HERE_MILLIS = 1000;

    /// Longer than writes, and messages with them, are refused in a move.
    private static final long DEAF_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// Hears what comes, on the control loop.
    public interface Listener {
        /// A message of another peer.
        void heard(PeerMessage.Sent sent);

        /// The server does not let this one listen or speak; it is tried again.
        void refused(String error);
    }

    private final EventLoop control;
    private final Transport transport;
    private final ControlTarget target;
    private final PeerName own;
    private final Listener listener;
    private final Half ear = new Half(this::listen);
    private final Half mouth = new Half(_ -> say(new PeerMessage.Here()));
    private final Future<?> clock;
    private long heardNanos = System.nanoTime();
    private boolean hears;
    private boolean closed;

    /// Begins at once.
    public PeerChannel(
            EventLoop control,
            Transport transport,
            ControlTarget target,
            PeerName own,
            Listener listener) {
        this.control = control;
        this.transport = transport;
        this.target = target;
        this.own = own;
        this.listener = listener;
        clock =
                control.scheduleAtFixedRate(
                        this::tick, HERE_MILLIS, HERE_MILLIS, TimeUnit.MILLISECONDS);
        ear.open();
        mouth.open();
    }

    private void tick() {
        // What this one says comes back to it: an ear that hears nothing at all is deaf.
        if (System.nanoTime() - heardNanos > DEAF_NANOS) {
            heardNanos = System.nanoTime();
            ear.close();
        }
        ear.open();
        if (!mouth.open()) {
            say(new PeerMessage.Here());
        }
    }

    private void listen(ControlConnection connection) {
        connection.subscribe(reply -> subscribed(connection, reply), NAME);
    }

    private void subscribed(ControlConnection connection, RespValue reply) {
        told(reply);
        hears = !(reply instanceof RespValue.ErrorReply) && connection.equals(ear.ready);
    }

    /// Whether this one hears what the others say.
    public boolean hears() {
        return hears && ear.ready != null;
    }

    /// Tells all others; what cannot be sent now is not sent later.
    public void say(PeerMessage message) {
        ControlConnection speaking = mouth.ready;
        // Who makes nodes answer more than the server takes in must not silence them.
        if (!closed && speaking != null && speaking.hasRoom()) {
            speaking.send(this::told, "PUBLISH", NAME, new PeerMessage.Sent(own, message).line());
        }
    }

    private void told(RespValue reply) {
        if (reply instanceof RespValue.ErrorReply error) {
            listener.refused(error.message());
        }
    }

    @Override
    public void close() {
        closed = true;
        clock.cancel(false);
        ear.close();
        mouth.close();
    }

    /// One of the two connections.
    private final class Half implements ControlListener {
        private final Consumer<ControlConnection> begin;
        private @Nullable ControlConnection connection;
        private @Nullable ControlConnection ready;

        Half(Consumer<ControlConnection> begin) {
            this.begin = begin;
        }

        /// @return whether it had to be opened
        boolean open() {
            boolean ended = connection == null && !closed;
            if (ended) {
                connection = ControlConnection.open(control, transport, target, this);
            }
            return ended;
        }

        void close() {
            ready = null;
            if (connection != null) {
                connection.close();
            }
        }

        @Override
        public void ready() {
            ready = connection;
            if (ready != null) {
                begin.accept(ready);
            }
        }

        @Override
        public void message(String channel, String payload) {
            heardNanos = System.nanoTime();
            PeerMessage.Sent sent = PeerMessage.Sent.of(payload);
            if (!closed && sent != null && !sent.by().equals(own)) {
                listener.heard(sent);
            }
        }

        /// The next tick opens it again.
        @Override
        public void ended(Ending ending) {
            ready = null;
            connection = null;
        }
    }
}
