package dev.redoubt.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// The short way to a connection's socket: what it takes at once need not pass through the
/// channel's queue, whose upkeep costs a small reply as much as its scanning. Only with epoll, and
/// only where nothing stands between the channel and its socket (TLS would). Owned by the
/// connection's loop.
public final class Outlet {
    private final Channel channel;
    private final @Nullable Socket socket;

    public Outlet(Channel channel) {
        this.channel = channel;
        boolean direct =
                channel instanceof EpollSocketChannel
                        || channel instanceof EpollDomainSocketChannel;
        socket = direct && ((UnixChannel) channel).fd() instanceof Socket own ? own : null;
    }

    /// Whether bytes may be sent this way now: the connection is open, and none wait in the queue.
    public boolean isFree() {
        // A closed socket's number may be another's already.
        if (socket == null || !socket.isOpen()) {
            return false;
        }
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        // To the queue itself, what is not flushed yet does not count: it calls itself empty.
        return queue != null && queue.totalPendingWriteBytes() == 0;
    }

    /// Sends what the kernel has room for; meant for when [#isFree].
    ///
    /// @return index behind the last byte that was sent
    public int send(ByteBuf in, int from, int to) throws IOException {
        Socket open = socket;
        if (open == null || !in.hasMemoryAddress()) {
            return from;
        }
        int sent = open.sendAddress(in.memoryAddress(), from, to);
        return sent > 0 ? from + sent : from;
    }
}
