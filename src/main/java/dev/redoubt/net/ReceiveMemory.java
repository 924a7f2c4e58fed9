package dev.redoubt.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

import org.jspecify.annotations.Nullable;

/// Where the connections of one loop receive: all into the same memory, one after the other, as
/// long as each is done with what it got before the next one reads. Who keeps it, keeps it; the
/// loop takes new. Not for transports that lend memory to the kernel while they wait (io_uring).
/// Owned by the loop.
final class ReceiveMemory extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int BYTES = 64 * 1024;

    private @Nullable ByteBuf spare;
    private boolean over;

    /// @param reads how often one connection may read in one turn
    ReceiveMemory(int reads) {
        super(reads);
    }

    @SuppressWarnings("deprecation") // Netty's own interface has it so.
    @Override
    public Handle newHandle() {
        return new Borrowing();
    }

    /// Frees the memory; what is read from now on has its own.
    void release() {
        over = true;
        drop();
    }

    private void drop() {
        if (spare != null) {
            spare.release();
            spare = null;
        }
    }

    private ByteBuf borrow(ByteBufAllocator allocator) {
        ByteBuf mine = spare;
        if (mine != null && mine.refCnt() == 1) {
            return mine.clear().retain();
        }
        drop();
        ByteBuf taken = allocator.directBuffer(BYTES);
        if (!over) {
            spare = taken.retain();
        }
        return taken;
    }

    private final class Borrowing extends MaxMessageHandle {
        @Override
        public int guess() {
            return BYTES;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return borrow(allocator);
        }
    }
}
