package dev.redoubt.session;

import dev.redoubt.net.Loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;

import org.jspecify.annotations.Nullable;

/// What a client is owed and has not been handed to its socket: gathered during a turn, flushed
/// once at its end. Holds no memory between turns. Owned by one session.
final class ClientOutput implements Loop.Flushable {
    /// Up to here a piece is copied: a slice of it would pin a whole receive buffer.
    private static final int COPY_BYTES = 8 * 1024;

    private static final int FIRST_BYTES = 512;
    private static final int GATHERED_BYTES = 64 * 1024;

    private final Channel channel;
    private final Loop loop;
    private @Nullable ByteBuf gathered;
    private boolean flushing;
    private boolean closing;

    ClientOutput(Channel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /// Adds bytes that somebody else owns.
    void add(ByteBuf in, int from, int to) {
        int length = to - from;
        if (length > COPY_BYTES) {
            writeGathered();
            channel.write(in.retainedSlice(from, length), channel.voidPromise());
        } else {
            room(length).writeBytes(in, from, length);
        }
        flushAtTurnEnd();
    }

    /// Adds a reply of the proxy's own, given without its CRLF.
    void addLine(String line) {
        ByteBuf out = room(line.length() * 3 + 2);
        ByteBufUtil.writeUtf8(out, line);
        out.writeByte('\r').writeByte('\n');
        flushAtTurnEnd();
    }

    private ByteBuf room(int length) {
        ByteBuf out = gathered;
        if (out != null && out.readableBytes() + length > GATHERED_BYTES) {
            writeGathered();
            out = null;
        }
        if (out == null) {
            out = channel.alloc().directBuffer(Math.max(FIRST_BYTES, length));
            gathered = out;
        }
        return out.ensureWritable(length);
    }

    private void writeGathered() {
        if (gathered != null) {
            channel.write(gathered, channel.voidPromise());
            gathered = null;
        }
    }

    private void flushAtTurnEnd() {
        if (!flushing) {
            flushing = true;
            loop.flushClientAtEnd(this);
        }
    }

    @Override
    public void flush() {
        flushing = false;
        writeGathered();
        if (closing) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.flush();
        }
    }

    @Override
    public void giveUp() {
        channel.close();
    }

    /// Closes the connection behind the last byte.
    void closeAfterFlush() {
        closing = true;
        flushAtTurnEnd();
    }

    /// Whether the client takes its replies as fast as they come.
    boolean isWritable() {
        return channel.isWritable();
    }

    /// Bytes that wait for the client to read; meant for when it is not writable.
    long unreadBytes() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    void release() {
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
