package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A named pipe (fifo(7)) that lines are written to, for whoever reads it. One thread's.
///
/// It stays open for both ends from the first line on, so that a reader sees an end only when this
/// is closed, and what comes before the first reader waits in the pipe: 64 KiB. Nothing here waits:
/// a line for which there is no room is lost. A line is written whole or not at all.
public final class EventPipe implements AutoCloseable {
    /// Whether somebody reads the line, or can.
    public enum Fate {
        WRITTEN,
        /// Its reader is too slow, or nobody has read it for long.
        FULL
    }

    private static final int READ_WRITE = 2;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int OWNER_ALONE = 0600;
    private static final int CLOSED = -1;

    private final Path path;
    private int descriptor = CLOSED;

    public EventPipe(Path path) {
        this.path = path;
    }

    /// Makes the pipe, for its owner alone, where nothing is at its path.
    public void make() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            int made = Libc.mkfifo(arena.allocateFrom(path.toString()), OWNER_ALONE);
            if (made != -Errno.EEXIST.number()) {
                check(made, "make");
            }
        }
    }

    /// Writes one line.
    ///
    /// @param line with its end, and no longer than the kernel writes at once (4096 bytes)
    /// @throws SystemCallException it is not there, or may not be written
    public Fate write(String line) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            if (descriptor == CLOSED) {
                int flags = READ_WRITE | Descriptor.NON_BLOCKING | CLOSE_ON_EXEC;
                int opened = Libc.open(arena.allocateFrom(path.toString()), flags);
                check(opened, "open");
                descriptor = opened;
            }
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            int written = Libc.write(descriptor, segment);
            if (written == -Errno.EAGAIN.number()) {
                return Fate.FULL;
            }
            check(written, "write to");
            return Fate.WRITTEN;
        }
    }

    private void check(int result, String what) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(
                    what + " the pipe " + path, Errno.of(-result), "the right to do so", "");
        }
    }

    /// Its reader sees the end.
    @Override
    public void close() {
        if (descriptor != CLOSED) {
            int _ = Libc.close(descriptor);
            descriptor = CLOSED;
        }
    }
}
