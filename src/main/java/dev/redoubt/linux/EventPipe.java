package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A named pipe (fifo(7)) that lines are written to, for whoever reads it. One thread's.
///
/// Nothing here waits: a line that nobody reads, or for which there is no room, is lost. A line is
/// written whole or not at all.
public final class EventPipe {
    /// Whether somebody can read the line now.
    public enum Fate {
        WRITTEN,
        /// Nobody has the pipe open for reading.
        NO_READER,
        /// Its reader is too slow.
        FULL
    }

    private static final int WRITE_ONLY = 1;
    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int OWNER_ALONE = 0600;

    private final Path path;

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
            int flags = WRITE_ONLY | Descriptor.NON_BLOCKING | CLOSE_ON_EXEC;
            int descriptor = Libc.open(arena.allocateFrom(path.toString()), flags);
            if (descriptor == -Errno.ENXIO.number()) {
                return Fate.NO_READER;
            }
            check(descriptor, "open");
            try {
                byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
                MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
                int written = Libc.write(descriptor, segment);
                if (written == -Errno.EAGAIN.number()) {
                    return Fate.FULL;
                }
                if (written == -Errno.EPIPE.number()) {
                    return Fate.NO_READER;
                }
                check(written, "write to");
                return Fate.WRITTEN;
            } finally {
                int _ = Libc.close(descriptor);
            }
        }
    }

    private void check(int result, String what) throws SystemCallException {
        if (result < 0) {
            throw new SystemCallException(
                    what + " the pipe " + path, Errno.of(-result), "the right to do so", "");
        }
    }
}
