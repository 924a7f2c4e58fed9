package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// The beginning of a reply that goes nowhere before it is whole. Owned by one link.
final class KeptReply {
    private static final int LIMIT_BYTES = 1024 * 1024;

    private @Nullable ByteBuf bytes;

    boolean isEmpty() {
        return bytes == null;
    }

    int length() {
        return bytes == null ? 0 : bytes.readableBytes();
    }

    /// Keeps what there is from `from` on.
    ///
    /// @return false if that is too much
    boolean keep(ByteBuf in, int from) {
        int length = in.writerIndex() - from;
        if (length > LIMIT_BYTES) {
            return false;
        }
        bytes = in.alloc().directBuffer(length).writeBytes(in, from, length);
        return true;
    }

    /// What was kept and these bytes in one; nothing is kept any more.
    ByteBuf join(ByteBuf in) {
        ByteBuf joined = in.alloc().directBuffer(length() + in.readableBytes());
        if (bytes != null) {
            joined.writeBytes(bytes);
        }
        release();
        return joined.writeBytes(in, in.readerIndex(), in.readableBytes());
    }

    void release() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}
