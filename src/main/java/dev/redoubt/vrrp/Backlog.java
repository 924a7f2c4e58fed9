package dev.redoubt.vrrp;

import java.util.OptionalLong;

/// How far a socket has been read: up to which moment all is heard that had come by then. Whoever
/// judges a silence must know, as the packets that end it may wait behind many that do not count.
/// One thread's.
///
/// All is read that had come by the moment when it was found empty; or, as more may go on to come
/// than can be read, by the moment after which as many were read as it holds at most.
final class Backlog {
    /// No socket holds more: 1 MiB, which the kernel doubles, and no packet counts for less than
    /// 512 bytes.
    static final int MOST_PACKETS = 4096;

    private OptionalLong readUpToNanos = OptionalLong.empty();
    private OptionalLong markNanos = OptionalLong.empty();
    private int readSinceMark;

    /// One packet was taken, whatever it was.
    ///
    /// @param nowNanos from before that
    void took(long nowNanos) {
        if (markNanos.isEmpty()) {
            markNanos = OptionalLong.of(nowNanos);
        }
        readSinceMark++;
        if (readSinceMark > MOST_PACKETS) {
            readUpToNanos = markNanos;
            markNanos = OptionalLong.of(nowNanos);
            readSinceMark = 1;
        }
    }

    /// None was left.
    ///
    /// @param nowNanos from before it was looked
    void foundEmpty(long nowNanos) {
        readUpToNanos = OptionalLong.of(nowNanos);
        markNanos = OptionalLong.empty();
        readSinceMark = 0;
    }

    /// From now on so many reads are enough for what has come by now.
    void mark(long nowNanos) {
        markNanos = OptionalLong.of(nowNanos);
        readSinceMark = 0;
    }

    /// Whether all is read that had come by a moment.
    boolean isReadUpTo(long momentNanos) {
        return readUpToNanos.isPresent() && readUpToNanos.getAsLong() - momentNanos >= 0;
    }
}
