package dev.redoubt.sentinel;

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

/// The Pub/Sub connection to one Sentinel, reopened while it is wanted. Polling is the net beneath
/// it: without it a move is noticed half a second later. Owned by the control loop.
final class SentinelSubscription {
    private static final long REOPEN_MILLIS = 1000;

    private final EventLoop loop;
    private final Transport transport;
    private final ControlTarget target;
    private final SentinelLink.Listener listener;
    private @Nullable ControlConnection connection;
    private @Nullable Future<?> reopening;
    private boolean refusalTold;
    private boolean pinging;

    SentinelSubscription(
            EventLoop loop,
            Transport transport,
            ControlTarget target,
            SentinelLink.Listener listener) {
        this.loop = loop;
        this.transport = transport;
        this.target = target;
        this.listener = listener;
    }

    void open() {
        close();
        Reading reading = new Reading();
        connection = ControlConnection.open(loop, transport, target, reading);
        reading.own = connection;
    }

    /// Finds a silently broken connection by its missing pong.
    void ping() {
        if (connection != null && !pinging) {
            pinging = true;
            connection.send(_ -> pinging = false, "PING");
        }
    }

    void close() {
        if (reopening != null) {
            reopening.cancel(false);
            reopening = null;
        }
        ControlConnection closing = connection;
        connection = null;
        if (closing != null) {
            closing.close();
        }
    }

    private void acknowledged(RespValue reply) {
        if (reply instanceof RespValue.ErrorReply error && !refusalTold) {
            refusalTold = true;
            listener.subscriptionRefused(error.message());
        }
    }

    private final class Reading implements ControlListener {
        private @Nullable ControlConnection own;

        @Override
        public void ready() {
            pinging = false;
            if (own != null) {
                own.subscribe(SentinelSubscription.this::acknowledged, SentinelHint.CHANNELS);
            }
        }

        @Override
        public void message(String channel, String payload) {
            listener.message(channel, payload);
        }

        @Override
        public void ended(Ending ending) {
            if (connection == own) {
                connection = null;
                reopening =
                        loop.schedule(
                                SentinelSubscription.this::open,
                                REOPEN_MILLIS,
                                TimeUnit.MILLISECONDS);
            }
        }
    }
}
