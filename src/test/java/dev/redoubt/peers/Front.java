package dev.redoubt.peers;

import dev.redoubt.config.ConfigFile;
import dev.redoubt.config.ConfigOutcome;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.pool.Pool;
import dev.redoubt.sentinel.SentinelWatches;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.topology.TopologySources;

import org.junit.jupiter.api.Assertions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/// Redoubt in this JVM, with the one pool of a configuration file.
public final class Front implements AutoCloseable {
    private final Loops loops;
    private final Pool pool;

    private Front(Loops loops, Pool pool) {
        this.loops = loops;
        this.pool = pool;
    }

    /// A pool named `front` with all defaults before one server.
    public static Front before(RealRedis redis) {
        return before(redis, "", "");
    }

    /// The same with more settings, each a line of the file without indentation.
    ///
    /// @param poolLines of the pool
    /// @param backendLines of its backend
    public static Front before(RealRedis redis, String poolLines, String backendLines) {
        return start(file(redis.address(), poolLines, backendLines));
    }

    /// The file of a pool named `front` before one server.
    ///
    /// @param poolLines of the pool, each without indentation
    /// @param backendLines of its backend
    public static String file(HostPort server, String poolLines, String backendLines) {
        return """
        workers: 1
        pools:
          front:
            listen: 127.0.0.1:0
        %s\
            backend:
              servers: ['%s']
        %s\
        """
                .formatted(poolLines.indent(4), server, backendLines.indent(6));
    }

    /// Serves what the file says; returns when commands would reach the primary.
    public static Front start(String file) {
        Front front = startUnready(file);
        try {
            RealRedis.await("a primary", () -> front.snapshot().primary().isPresent());
            return front;
        } catch (AssertionError e) {
            front.close();
            throw e;
        }
    }

    /// Serves what the file says; returns when clients can connect.
    public static Front startUnready(String file) {
        RedoubtConfig config = read(file);
        Loops loops = new Loops(Transport.of(config.transport()), config.workers().orElse(1));
        PoolConfig only = config.pools().getFirst();
        SentinelWatches watches = new SentinelWatches(loops.control(), loops.transport());
        Pool pool =
                new Pool(
                        only,
                        loops,
                        TopologySources.of(only, loops.control(), loops.transport(), watches),
                        event -> {},
                        new MoveJournal());
        Front front = new Front(loops, pool);
        try {
            pool.start();
            return front;
        } catch (IOException e) {
            front.close();
            throw new UncheckedIOException(e);
        }
    }

    private static RedoubtConfig read(String text) {
        try {
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
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where clients connect.
    public HostPort address() {
        return ((ListenAddress.Tcp) pool.addresses().getFirst()).address();
    }

    /// What the pool counts now.
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    /// What an operator asks for; waits until it is done.
    public Answer ask(Request request) {
        try {
            return switch (request) {
                case Request.Pause pause -> pool.pause(pause.held()).get();
                case Request.Resume _ -> pool.resume().get();
                case Request.AcceptLoss _ -> pool.acceptLoss().get();
                case Request.Failover wish -> pool.move(wish, _ -> {});
            };
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Bugs that were contained.
    public long faults() {
        return loops.loops().stream().mapToLong(loop -> loop.faults().count()).sum();
    }

    @Override
    public void close() {
        pool.close();
        loops.close();
    }
}
