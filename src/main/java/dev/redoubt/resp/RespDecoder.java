package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// Decodes whole replies for the control plane. Pure: all it knows is in the buffer, and a value
/// that is not complete is read again from its start when more bytes came. That costs a second look
/// at a few hundred bytes and saves a resumable parser's state; `maxBytes` bounds it.
///
/// @param maxBytes the largest value accepted, all its parts included
public record RespDecoder(int maxBytes) {
    /// Collections within collections, at most.
    public static final int MAX_DEPTH = 32;

    /// The next value of `in`; the reader index moves only past a complete one.
    public Decoded decode(ByteBuf in) {
        ValueReader reader = new ValueReader(in, maxBytes);
        @Nullable RespValue value = reader.read();
        @Nullable ProtocolError error = reader.error();
        if (error != null) {
            return new Decoded.Malformed(error);
        }
        int lengthBytes = value == null ? in.readableBytes() : reader.consumedBytes();
        if (lengthBytes > maxBytes) {
            return new Decoded.Malformed(
                    new ProtocolError("a reply has at most " + maxBytes + " bytes", maxBytes));
        }
        if (value == null) {
            return new Decoded.Incomplete();
        }
        in.skipBytes(lengthBytes);
        return new Decoded.Complete(value);
    }
}
