package dev.redoubt.session;

import dev.redoubt.net.Loop;
import dev.redoubt.net.Outlet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOutboundBuffer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// What a client is owed and has not been handed to its socket: gathered during a turn, flushed
/// once at its end. Holds no memory between turns. Owned by one session.
@SuppressWarnings(
        "ReferenceEquality") // Buffers are told apart as objects; their bytes may be equal.
final class ClientOutput implements Loop.Flushable {
    /// Up to here a piece is copied: a slice of it would pin a whole receive buffer.
    private static final int COPY_BYTES = 8 * 1024;

    private static final int FIRST_BYTES = 512;
    private static final int GATHERED_BYTES = 64 * 1024;

    private final Channel channel;
    private final Outlet outlet;
    private final Loop loop;
    private @Nullable ByteBuf piece;
    private int pieceFrom;
    private int pieceTo;
    private @Nullable ByteBuf gathered;
    private boolean flushing;
    private boolean closing;

    ClientOutput(Channel channel, Loop loop) {
        this.channel = channel;
        this.loop = loop;
        outlet = new Outlet(channel);
    }

    /// Adds bytes that somebody else owns.
    void add(ByteBuf in, int from, int to) {
        int length = to - from;
        if (length > COPY_BYTES) {
            addLarge(in, from, to);
        } else if (gathered == null && piece == null) {
            piece = in.retain();
            pieceFrom = from;
            pieceTo = to;
        } else if (in == piece && from == pieceTo) {
            pieceTo = to;
        } else {
            room(length).writeBytes(in, from, length);
        }
        flushAtTurnEnd();
    }

    /// A large piece is sent at once, from memory that is still in the processor's cache and that
    /// the next read can have; what the client has no room for waits where it is.
    private void addLarge(ByteBuf in, int from, int to) {
        int begin = from;
        if (outlet.isFree() && sendAtOnce()) {
            begin = sent(in, from, to);
        }
        if (begin < to) {
            writeGathered();
            channel.write(in.retainedSlice(begin, to - begin), channel.voidPromise());
        }
    }

    /// Adds a reply of the proxy's own, given without its CRLF.
    void addLine(String line) {
        ByteBuf out = room(line.length() * 3 + 2);
        ByteBufUtil.writeUtf8(out, line);
        out.writeByte('\r').writeByte('\n');
        flushAtTurnEnd();
    }

    private ByteBuf room(int length) {
        copyPiece();
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

    /// A piece is held where it came from only as long as nothing else comes, and the turn lasts.
    private void copyPiece() {
        ByteBuf in = piece;
        if (in != null) {
            int length = pieceTo - pieceFrom;
            gathered = channel.alloc().directBuffer(Math.max(FIRST_BYTES, length));
            gathered.writeBytes(in, pieceFrom, length);
            in.release();
            piece = null;
        }
    }

    private void writeGathered() {
        copyPiece();
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
        if (outlet.isFree() && sendAtOnce() && !closing) {
            return;
        }
        writeGathered();
        if (closing) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.flush();
        }
    }

    /// Sends what there is without the channel's queue; what the client has no room for stays.
    ///
    /// @return whether nothing is left
    private boolean sendAtOnce() {
        if (piece != null) {
            pieceFrom = sent(piece, pieceFrom, pieceTo);
            if (pieceFrom == pieceTo) {
                release();
            }
        } else if (gathered != null) {
            gathered.readerIndex(sent(gathered, gathered.readerIndex(), gathered.writerIndex()));
            if (!gathered.isReadable()) {
                release();
            }
        }
        return piece == null && gathered == null;
    }

    /// @return index behind the last byte that needs no more care: where the connection is broken
    ///   it ends, and nobody waits for the rest
    private int sent(ByteBuf in, int from, int to) {
        try {
            return outlet.send(in, from, to);
        } catch (IOException e) {
            channel.close();
            return to;
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

    /// Whether the socket has all that the client is owed.
    boolean isEmpty() {
        return piece == null && gathered == null && !flushing && unreadBytes() == 0;
    }

    /// Bytes that wait for the client to read; meant for when it is not writable.
    long unreadBytes() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending == null ? 0 : pending.totalPendingWriteBytes();
    }

    void release() {
        if (piece != null) {
            piece.release();
            piece = null;
        }
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
