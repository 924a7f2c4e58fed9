package dev.redoubt.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A thread of this JVM that lives in a network namespace (setns(2)): what it opens is there, and
/// the threads that it starts are there, too.
final class NamespaceThread implements AutoCloseable {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    @SuppressWarnings("restricted")
    private static final MethodHandle OPEN =
            LINKER.downcallHandle(
                    LIBC.findOrThrow("open"),
                    FunctionDescriptor.of(INT, ValueLayout.ADDRESS, INT),
                    Linker.Option.firstVariadicArg(2));

    @SuppressWarnings("restricted")
    private static final MethodHandle SETNS =
            LINKER.downcallHandle(LIBC.findOrThrow("setns"), FunctionDescriptor.of(INT, INT, INT));

    @SuppressWarnings("restricted")
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(LIBC.findOrThrow("close"), FunctionDescriptor.of(INT, INT));

    private final ExecutorService thread;

    /// @param name as `ip netns` knows it
    NamespaceThread(String name) {
        thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name("namespace " + name).factory());
        call(() -> {
            enter("/run/netns/" + name);
            return name;
        });
    }

    private static void enter(String path) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = arena.allocateFrom(path);
            int descriptor = (int) OPEN.invokeExact(file, 0);
            int status = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
            int closed = (int) CLOSE.invokeExact(descriptor);
            if (status != 0 || closed != 0) {
                throw new IllegalStateException(path + ": not entered (expected: root)");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Does it there, and returns what came of it.
    <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
