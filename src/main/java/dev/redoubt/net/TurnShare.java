package dev.redoubt.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;

/// How much one connection may be read in one turn of its loop, so that others have theirs soon.
public final class TurnShare {
    /// Reads of up to 64 KiB each. A quarter of what Netty would do: a large reply is in no hurry,
    /// and the PING behind it is.
    private static final int READS = 4;

    private static final AdaptiveRecvByteBufAllocator ALLOCATOR =
            new AdaptiveRecvByteBufAllocator();

    static {
        ALLOCATOR.maxMessagesPerRead(READS);
    }

    private TurnShare() {}

    /// Bounds this connection.
    public static void bound(Channel channel) {
        channel.config().setRecvByteBufAllocator(ALLOCATOR);
    }
}
