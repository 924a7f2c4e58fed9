package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Asks one Sentinel for the replicas that it knows, again and again, over a connection that is
/// opened anew whenever it ends. Control loop only.
final class ReplicaLook {
    private static final long INTERVAL_MILLIS = 500;
    private static final Duration RESPONSE = Duration.ofSeconds(2);

    private final EventLoop loop;
    private final Transport transport;
    private final ControlTarget target;
    private final String master;
    private final BiConsumer<HostPort, RespValue> answered;
    private final Consumer<HostPort> silent;
    private @Nullable Conversation conversation;
    private @Nullable Future<?> next;
    private boolean closed;

    /// Asks nothing before [#begin].
    ///
    /// @param answered gets each answer
    /// @param silent hears that the last one counts no more: the next one is not to be had
    ReplicaLook(
            EventLoop loop,
            Transport transport,
            BackendConfig backend,
            SourceConfig.Sentinel source,
            HostPort sentinel,
            BiConsumer<HostPort, RespValue> answered,
            Consumer<HostPort> silent) {
        this.loop = loop;
        this.transport = transport;
        this.answered = answered;
        this.silent = silent;
        master = source.master();
        target =
                new ControlTarget(
                        sentinel,
                        Credentials.of(source.username(), source.password()),
                        backend.connectTimeout(),
                        RESPONSE);
    }

    /// Asks at once, over a new connection: no answer to an earlier question comes any more.
    void begin() {
        end();
        if (!closed) {
            connect();
        }
    }

    private void connect() {
        Conversation opened = new Conversation();
        conversation = opened;
        opened.connection = ControlConnection.open(loop, transport, target, opened);
    }

    private void end() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
        Conversation old = conversation;
        conversation = null;
        if (old != null && old.connection != null) {
            old.connection.close();
        }
    }

    /// Ends the connection and the timer; nothing is told any more.
    void close() {
        closed = true;
        end();
    }

    private final class Conversation implements ControlListener {
        private @Nullable ControlConnection connection;

        private boolean isCurrent() {
            return conversation == this;
        }

        @Override
        public void ready() {
            ask();
        }

        private void ask() {
            if (isCurrent() && connection != null) {
                connection.send(this::heard, "SENTINEL", "REPLICAS", master);
            }
        }

        private void heard(RespValue reply) {
            if (isCurrent()) {
                next = loop.schedule(this::ask, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
                answered.accept(target.address(), reply);
            }
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            if (isCurrent()) {
                conversation = null;
                silent.accept(target.address());
                next =
                        loop.schedule(
                                ReplicaLook.this::begin, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }
}
