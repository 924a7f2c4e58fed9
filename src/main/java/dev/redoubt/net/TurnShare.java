package dev.redoubt.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.RecvByteBufAllocator;

import org.jspecify.annotations.Nullable;

/// How much one connection may be read in one turn of its loop, so that others have theirs soon,
/// and into which memory. Owned by the loop.
public final class TurnShare {
    /// Reads of up to 64 KiB each. A quarter of what Netty would do: a large reply is in no hurry,
    /// and the PING behind it is.
    private static final int READS = 4;

    private final RecvByteBufAllocator allocator;
    private final @Nullable ReceiveMemory memory;

    TurnShare(Transport transport) {
        if (transport == Transport.IO_URING) {
            memory = null;
            AdaptiveRecvByteBufAllocator adaptive = new AdaptiveRecvByteBufAllocator();
            adaptive.maxMessagesPerRead(READS);
            allocator = adaptive;
        } else {
            memory = new ReceiveMemory(READS);
            allocator = memory;
        }
    }

    /// Bounds this connection, before it is read for the first time.
    public void bound(Channel channel) {
        channel.config().setRecvByteBufAllocator(allocator);
    }

    void release() {
        if (memory != null) {
            memory.release();
        }
    }
}
