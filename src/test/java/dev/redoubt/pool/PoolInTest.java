package dev.redoubt.pool;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.sentinel.SentinelWatches;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.topology.TopologySources;

import org.junit.jupiter.api.Assertions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// A pool in this JVM, from a configuration text, on free ports.
final class PoolInTest implements AutoCloseable {
    private final Loops loops;
    private final Pool pool;
    private final List<PoolEvent> events = new CopyOnWriteArrayList<>();
    private final MoveJournal journal = new MoveJournal();

    private PoolInTest(RedoubtConfig config) {
        PoolConfig only = config.pools().getFirst();
        loops = new Loops(Transport.of(config.transport()), config.workers().orElse(1));
        pool =
                new Pool(
                        only,
                        loops,
                        TopologySources.of(
                                only,
                                loops.control(),
                                loops.transport(),
                                new SentinelWatches(loops.control(), loops.transport())),
                        events::add,
                        journal);
    }

    /// The pool of such a file; it accepts clients, and knows no primary yet.
    static PoolInTest start(String file) throws IOException {
        PoolInTest started = new PoolInTest(read(file));
        try {
            started.pool.start();
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    /// The same in place of another one, which knows what it has to know.
    static PoolInTest succeeding(PoolInTest before, String file) throws IOException {
        PoolInTest started = new PoolInTest(read(file));
        try {
            started.pool.relocation().remember(before.pool.relocation().memory());
            started.pool.start();
            return started;
        } catch (IOException e) {
            started.close();
            throw e;
        }
    }

    /// Another one goes on.
    void bequeath() {
        pool.relocation().bequeath();
    }

    /// A pool before the Sentinels of `cluster`.
    ///
    /// @param failover the block's lines, such as `hold: 1s`
    static PoolInTest before(SentinelCluster cluster, int workers, String... failover)
            throws IOException {
        return start(file(cluster.sentinels(), "", workers, failover));
    }

    /// The file of a pool before these Sentinels.
    ///
    /// @param sentinel one more line of the `sentinel` block, or nothing
    static String file(List<HostPort> sentinels, String sentinel, int workers, String... failover) {
        String nodes =
                sentinels.stream().map(node -> "'" + node + "'").collect(Collectors.joining(", "));
        String block = failover.length == 0 ? "{}" : "{" + String.join(", ", failover) + "}";
        return """
        workers: %d
        pools:
          orders:
            listen: 127.0.0.1:0
            backend:
              sentinel:
                master: mymaster
                nodes: [%s]
                %s
            failover: %s
        """
                .formatted(workers, nodes, sentinel, block);
    }

    static RedoubtConfig read(String text) throws IOException {
        Path file = Files.createTempFile("redoubt", ".yml");
        try {
            Files.writeString(file, text);
            return switch (ConfigFile.read(file, System::getenv)) {
                case ConfigOutcome.Valid valid -> valid.config();
                case ConfigOutcome.Invalid invalid ->
                        Assertions.fail(invalid.problems().toString());
            };
        } finally {
            Files.delete(file);
        }
    }

    HostPort address() {
        return switch (pool.addresses().getFirst()) {
            case ListenAddress.Tcp(HostPort address) -> address;
            case ListenAddress.Unix unix -> Assertions.fail("not TCP: " + unix);
        };
    }

    /// Moves the primary, and tells each step on standard output.
    Answer move(Optional<HostPort> to, Request.Mode mode) {
        return move(to, mode, _ -> {});
    }

    /// The same.
    ///
    /// @param steps hears each step as well, before the next one is done
    Answer move(Optional<HostPort> to, Request.Mode mode, Consumer<String> steps) {
        Consumer<String> shown = System.out::println;
        return pool.move(new Request.Failover(pool.name(), to, mode), shown.andThen(steps));
    }

    PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    /// Orders something, as an operator does.
    Answer ask(Request request) throws Exception {
        return switch (request) {
            case Request.Pause(_, var held, var reach) ->
                    reach == Request.Reach.EVERYWHERE
                            ? pool.pauseEverywhere(held)
                            : get(pool.pause(held));
            case Request.Resume(_, var reach) ->
                    reach == Request.Reach.EVERYWHERE
                            ? pool.resumeEverywhere()
                            : get(pool.resume());
            case Request.AcceptLoss _ -> get(pool.acceptLoss());
            case Request.Failover _ -> throw new AssertionError(request);
        };
    }

    private static Answer get(Future<Answer> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    /// What happened to the primary so far.
    List<PoolEvent> events() {
        return List.copyOf(events);
    }

    /// The moves so far, the newest first.
    List<Move> moves() {
        return journal.newestFirst();
    }

    void awaitServing() {
        Await.until("a primary in use", () -> snapshot().primary().isPresent());
    }

    @Override
    public void close() {
        pool.close();
        loops.close();
    }
}
