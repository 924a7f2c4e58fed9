package dev.redoubt.pool;

import dev.redoubt.backend.ScriptShelf;

import io.netty.channel.EventLoop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Passes a [PoolMemory] from one process of this node to the next. Any thread but a loop's.
final class Recollection {
    private static final Logger log = LoggerFactory.getLogger(Recollection.class);
    private static final long PATIENCE_MILLIS = 2000;

    private final String pool;
    private final EventLoop control;
    private final Aftermath aftermath;
    private final ScriptShelf scripts;

    Recollection(String pool, EventLoop control, Aftermath aftermath, ScriptShelf scripts) {
        this.pool = pool;
        this.control = control;
        this.aftermath = aftermath;
        this.scripts = scripts;
    }

    /// @throws IOException the control loop is too busy to say it
    byte[] memory() throws IOException {
        Future<PoolMemory> memory = control.submit(() -> aftermath.memory(scripts));
        try {
            return PoolMemoryCodec.encode(memory.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | TimeoutException e) {
            // Said below.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        throw new IOException("pool " + pool + ": its control loop is busy");
    }

    void remember(byte[] bytes) {
        Optional<PoolMemory> memory = PoolMemoryCodec.decode(bytes);
        if (memory.isEmpty()) {
            log.warn(
                    "pool {}: what the process before knew is not understood: another version;"
                            + " acknowledged writes are guarded from now on",
                    pool);
            return;
        }
        scripts.add(memory.get().scripts());
        control.execute(() -> aftermath.remember(memory.get()));
    }

    void bequeath() {
        control.execute(aftermath::bequeath);
    }
}
