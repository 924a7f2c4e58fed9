package dev.redoubt.pool;

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Questions to one server and their answers, for a thread that may wait: never an event loop. The
/// connection belongs to the control loop.
final class Dialogue implements AutoCloseable {
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final EventLoop control;
    private final ControlTarget target;
    private final CompletableFuture<ControlConnection> ready = new CompletableFuture<>();
    private final CompletableFuture<RespValue> end = new CompletableFuture<>();
    private volatile boolean deserted;

    /// Begins to connect.
    Dialogue(EventLoop control, Transport transport, ControlTarget target) {
        this.control = control;
        this.target = target;
        control.execute(() -> {
            Hearer hearer = new Hearer();
            hearer.connection = ControlConnection.open(control, transport, target, hearer);
        });
    }

    HostPort server() {
        return target.address();
    }

    /// Whom the other end takes this one for.
    String user() {
        String named = target.credentials().map(Credentials::username).orElse(null);
        return named == null ? "default" : named;
    }

    /// Whether its connection has ended.
    boolean isOver() {
        return end.isCompletedExceptionally();
    }

    /// Whether no process listens there.
    boolean isDeserted() {
        return deserted;
    }

    /// The answer to one command.
    ///
    /// @throws MoveFailed if it is an error, or none comes
    RespValue ask(String... command) throws MoveFailed {
        RespValue reply = askAll(List.of(List.of(command))).getFirst();
        if (reply instanceof RespValue.ErrorReply error) {
            throw failed(command[0] + ": " + error.message());
        }
        return reply;
    }

    /// The answer to one command, an error perhaps.
    ///
    /// @throws MoveFailed if none comes in time: whether it was carried out is not known
    RespValue askWithin(Duration most, String... command) throws MoveFailed {
        return askAll(List.of(List.of(command)), most).getFirst();
    }

    /// The answers to commands that are sent together, errors among them.
    ///
    /// @throws MoveFailed if they do not come
    List<RespValue> askAll(List<List<String>> commands) throws MoveFailed {
        return askAll(
                commands, target.connectTimeout().plus(target.responseTimeout()).plus(MARGIN));
    }

    private List<RespValue> askAll(List<List<String>> commands, Duration most) throws MoveFailed {
        ControlConnection open = await(ready, most);
        List<CompletableFuture<RespValue>> replies =
                commands.stream().map(_ -> new CompletableFuture<RespValue>()).toList();
        control.execute(() -> {
            for (int i = 0; i < commands.size(); i++) {
                open.send(replies.get(i)::complete, commands.get(i).toArray(String[]::new));
            }
        });
        List<RespValue> told = new ArrayList<>();
        for (CompletableFuture<RespValue> reply : replies) {
            told.add((RespValue) await(CompletableFuture.anyOf(reply, end), most));
        }
        return told;
    }

    private <T> T await(CompletableFuture<T> answer, Duration most) throws MoveFailed {
        try {
            return answer.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw failed(cause == null ? e.toString() : String.valueOf(cause.getMessage()));
        } catch (TimeoutException _) {
            throw failed("no answer within " + most.toMillis() + " ms");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    private MoveFailed failed(String words) {
        return new MoveFailed(server() + ": " + words);
    }

    @Override
    public void close() {
        ready.thenAccept(ControlConnection::close);
    }

    private final class Hearer implements ControlListener {
        private @Nullable ControlConnection connection;

        @Override
        public void ready() {
            ready.complete(connection);
        }

        @Override
        public void message(String channel, String payload) {}

        @Override
        public void ended(Ending ending) {
            deserted = ending.kind() == Ending.Kind.NOT_LISTENING;
            IllegalStateException over = new IllegalStateException(ending.words());
            ready.completeExceptionally(over);
            end.completeExceptionally(over);
        }
    }
}
