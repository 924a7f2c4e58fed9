package dev.redoubt.pool;

import dev.redoubt.command.CommandReply;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.net.ControlConnection;
import dev.redoubt.net.ControlListener;
import dev.redoubt.net.ControlTarget;
import dev.redoubt.net.Credentials;
import dev.redoubt.net.Ending;
import dev.redoubt.net.Transport;
import dev.redoubt.resp.RespValue;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Asks a new primary for its commands, so that those of modules and of newer servers are known by
/// their flags. A server that will not tell changes nothing: the table in use stays.
final class CommandLearner {
    private static final Logger log = LoggerFactory.getLogger(CommandLearner.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 2000;

    private final EventLoop loop;
    private final Transport transport;
    private final BackendConfig backend;
    private final Consumer<CommandTable> learned;
    private @Nullable ControlConnection current;

    /// @param learned gets the table, on `loop`
    CommandLearner(
            EventLoop loop,
            Transport transport,
            BackendConfig backend,
            Consumer<CommandTable> learned) {
        this.loop = loop;
        this.transport = transport;
        this.backend = backend;
        this.learned = learned;
    }

    /// Asks `server`; what comes of it comes later.
    void ask(HostPort server) {
        ControlTarget target =
                new ControlTarget(
                        server,
                        Credentials.of(backend.username(), backend.password()),
                        backend.connectTimeout(),
                        PATIENCE);
        close();
        Conversation conversation = new Conversation(server);
        ControlConnection connection =
                ControlConnection.open(loop, transport, target, conversation);
        conversation.connection = connection;
        current = connection;
    }

    /// Asks no more; an answer under way is dropped.
    void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private final class Conversation implements ControlListener {
        private final HostPort server;
        private @Nullable ControlConnection connection;
        private boolean answered;

        Conversation(HostPort server) {
            this.server = server;
        }

        @Override
        public void ready() {
            if (connection != null) {
                connection.send(this::answered, "COMMAND");
            }
        }

        private void answered(RespValue reply) {
            answered = true;
            List<CommandSpec> told = CommandReply.read(reply);
            if (told.isEmpty()) {
                log.warn("{} did not tell its commands; the packaged table is used", server);
            } else {
                learned.accept(CommandTable.learned(told));
            }
            if (connection != null) {
                connection.close();
            }
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            log.debug("asking {} for its commands ended: {}", server, ending);
            if (!answered && isCurrent()) {
                loop.schedule(this::again, RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        }

        private boolean isCurrent() {
            return current != null && current.equals(connection);
        }

        private void again() {
            if (isCurrent()) {
                ask(server);
            }
        }
    }
}
