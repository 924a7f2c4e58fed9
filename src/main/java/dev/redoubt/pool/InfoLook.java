package dev.redoubt.pool;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
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
import java.util.function.Consumer;

/// Asks one server for INFO again and again, over a connection that is opened anew whenever it
/// ends. A process keeps its run id, so all of INFO is asked once for each connection, then the
/// replication section alone. Control loop only.
final class InfoLook {
    /// Between two looks at a server that answers as it should.
    static final long INTERVAL_MILLIS = 1000;

    /// Between two looks at one that does not yet; grows up to the interval.
    private static final long IMPATIENT_MILLIS = 20;

    /// Between two looks at one that loads its data or runs a script, at most: clients may be
    /// waiting for what it says.
    private static final long OCCUPIED_MILLIS = 100;

    private static final Duration RESPONSE = Duration.ofSeconds(5);

    /// Hears the answers.
    interface Listener {
        /// One answer.
        ///
        /// @param server all that INFO told when the connection was new
        /// @param replication the section of that name, at least
        /// @return whether that was what was looked for; if not, all is asked again soon
        boolean answered(InfoText server, InfoText replication);

        /// INFO was refused; it is asked again.
        void refused(String error);
    }

    private final EventLoop loop;
    private final Transport transport;
    private final ControlTarget target;
    private final Listener listener;
    private @Nullable Conversation conversation;
    private @Nullable Future<?> next;
    private int disappointments;

    /// Begins at once.
    InfoLook(
            EventLoop loop,
            Transport transport,
            BackendConfig backend,
            HostPort server,
            Listener listener) {
        this.loop = loop;
        this.transport = transport;
        this.listener = listener;
        target =
                new ControlTarget(
                        server,
                        Credentials.of(backend.username(), backend.password()),
                        backend.connectTimeout(),
                        RESPONSE);
        connect();
    }

    HostPort server() {
        return target.address();
    }

    /// Looks at once, over a new connection: whoever answers there is who serves there now. One
    /// that has not asked anything yet is as good.
    void now() {
        Conversation old = conversation;
        if (old == null || old.hasAsked) {
            disappointments = 0;
            close();
            connect();
        }
    }

    /// Sends one more command while a connection is up.
    void send(Consumer<RespValue> reply, String... command) {
        if (conversation != null && conversation.connection != null) {
            conversation.connection.send(reply, command);
        }
    }

    /// Ends the connection and the timer; nothing is told any more.
    void close() {
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

    private void connect() {
        Conversation opened = new Conversation();
        conversation = opened;
        opened.connection = ControlConnection.open(loop, transport, target, opened);
    }

    private void schedule(long millis) {
        if (next != null) {
            next.cancel(false);
        }
        next = loop.schedule(this::continueLooking, millis, TimeUnit.MILLISECONDS);
    }

    private void continueLooking() {
        next = null;
        if (conversation == null) {
            connect();
        } else {
            conversation.ask();
        }
    }

    /// The next look comes later each time.
    private void disappointed(long mostMillis) {
        long millis = Math.min(mostMillis, IMPATIENT_MILLIS << Math.min(disappointments, 6));
        disappointments++;
        schedule(millis);
    }

    private final class Conversation implements ControlListener {
        private @Nullable ControlConnection connection;
        private @Nullable InfoText server;
        private boolean hasAsked;

        @Override
        public void ready() {
            if (isCurrent()) {
                ask();
            }
        }

        private boolean isCurrent() {
            return conversation == this;
        }

        void ask() {
            if (connection == null) {
                return;
            }
            hasAsked = true;
            if (server == null) {
                connection.send(this::answered, "INFO");
            } else {
                connection.send(this::answered, "INFO", "replication");
            }
        }

        private void answered(RespValue reply) {
            if (!isCurrent()) {
                return;
            }
            if (reply instanceof RespValue.ErrorReply error) {
                listener.refused(error.message());
                boolean busy = error.message().startsWith("BUSY ");
                schedule(busy ? OCCUPIED_MILLIS : INTERVAL_MILLIS);
                return;
            }
            InfoText told = InfoText.of(reply.text().orElse(""));
            if (server == null) {
                server = told;
            }
            boolean satisfied = listener.answered(server, told);
            if (!isCurrent()) {
                return;
            }
            if (satisfied) {
                disappointments = 0;
                schedule(INTERVAL_MILLIS);
            } else {
                boolean loads = server.number("loading").orElse(0) != 0;
                server = null;
                disappointed(loads ? OCCUPIED_MILLIS : INTERVAL_MILLIS);
            }
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            if (isCurrent()) {
                conversation = null;
                disappointed(INTERVAL_MILLIS);
            }
        }
    }
}
