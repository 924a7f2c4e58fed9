package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// What sendmsg(2) and recvmsg(2) work on: an address, bytes and control messages, in memory that
/// is used again and again. One thread's.
final class MessageHeader {
    static final int CONTROL_HEADER_BYTES = 16;

    private static final int NAME_BYTES = 28;
    private static final int CONTROL_BYTES = 256;
    private static final int HEADER_BYTES = 56;
    private static final int NAME_LENGTH_OFFSET = 8;
    private static final int VECTOR_OFFSET = 16;
    private static final int VECTOR_COUNT_OFFSET = 24;
    private static final int CONTROL_OFFSET = 32;
    private static final int CONTROL_LENGTH_OFFSET = 40;
    private static final int FLAGS_OFFSET = 48;
    private static final int VECTOR_BYTES = 16;
    private static final int TRUNCATED = 0x20;

    private final MemorySegment header = allocate(HEADER_BYTES);
    private final MemorySegment vector = allocate(VECTOR_BYTES);
    private final MemorySegment name = allocate(NAME_BYTES);
    private final MemorySegment control = allocate(CONTROL_BYTES);
    private final MemorySegment bytes;

    MessageHeader(int longestBytes) {
        bytes = allocate(longestBytes);
        header.set(ValueLayout.ADDRESS, 0, name);
        header.set(ValueLayout.ADDRESS, VECTOR_OFFSET, vector);
        header.set(ValueLayout.JAVA_LONG, VECTOR_COUNT_OFFSET, 1);
        header.set(ValueLayout.ADDRESS, CONTROL_OFFSET, control);
        vector.set(ValueLayout.ADDRESS, 0, bytes);
    }

    private static MemorySegment allocate(int size) {
        return Arena.ofAuto().allocate(size, Long.BYTES);
    }

    MemorySegment bytes() {
        return bytes;
    }

    MemorySegment name() {
        return name;
    }

    MemorySegment control() {
        return control;
    }

    /// For sending.
    void measure(int nameBytes, int contentBytes, int controlBytes) {
        header.set(ValueLayout.JAVA_INT, NAME_LENGTH_OFFSET, nameBytes);
        header.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH_OFFSET, controlBytes);
        header.set(ValueLayout.JAVA_INT, FLAGS_OFFSET, 0);
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, contentBytes);
    }

    /// All room there is, for receiving.
    void makeRoom() {
        measure(NAME_BYTES, (int) bytes.byteSize(), CONTROL_BYTES);
    }

    /// After receiving.
    int controlBytes() {
        return (int) header.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH_OFFSET);
    }

    boolean isTruncated() {
        return (header.get(ValueLayout.JAVA_INT, FLAGS_OFFSET) & TRUNCATED) != 0;
    }

    /// Begins the only control message.
    void control(int level, int type, int contentBytes) {
        control.set(ValueLayout.JAVA_LONG, 0, (long) CONTROL_HEADER_BYTES + contentBytes);
        control.set(ValueLayout.JAVA_INT, Long.BYTES, level);
        control.set(ValueLayout.JAVA_INT, Long.BYTES + Integer.BYTES, type);
    }

    /// Where the content of a received control message begins.
    ///
    /// @return -1 where there is none
    int findControl(int level, int type) {
        int end = Math.min(controlBytes(), CONTROL_BYTES);
        int at = 0;
        while (at + CONTROL_HEADER_BYTES <= end) {
            long length = control.get(ValueLayout.JAVA_LONG, at);
            if (length < CONTROL_HEADER_BYTES || length > end - at) {
                return -1;
            }
            if (control.get(ValueLayout.JAVA_INT, at + (long) Long.BYTES) == level
                    && control.get(ValueLayout.JAVA_INT, at + (long) Long.BYTES + Integer.BYTES)
                            == type) {
                return at + CONTROL_HEADER_BYTES;
            }
            at += (int) ((length + Long.BYTES - 1) / Long.BYTES * Long.BYTES);
        }
        return -1;
    }

    /// How long the content is that begins there.
    int contentBytes(int at) {
        long header = (long) at - CONTROL_HEADER_BYTES;
        return (int) control.get(ValueLayout.JAVA_LONG, header) - CONTROL_HEADER_BYTES;
    }

    int send(int descriptor) {
        return send(descriptor, 0);
    }

    int send(int descriptor, int flags) {
        return Libc.sendmsg(descriptor, header, flags);
    }

    int receive(int descriptor) {
        return receive(descriptor, 0);
    }

    int receive(int descriptor, int flags) {
        return Libc.recvmsg(descriptor, header, flags);
    }
}
