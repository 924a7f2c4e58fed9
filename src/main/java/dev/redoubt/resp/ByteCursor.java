package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/// A position in a buffer while one value is read; never moves the buffer's own reader index. Once
/// `error` is set, all it returns is null.
final class ByteCursor {
    /// Redis cuts its own error and status lines far below this.
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private final ByteBuf in;
    private final int start;
    private int index;
    private @Nullable ProtocolError error;

    ByteCursor(ByteBuf in) {
        this.in = in;
        this.start = in.readerIndex();
        this.index = start;
    }

    int consumedBytes() {
        return index - start;
    }

    @Nullable ProtocolError error() {
        return error;
    }

    /// Notes the first broken rule, `back` bytes before the position; returns null for the caller
    /// to hand on.
    // Sound although T is free: null is the only thing it ever returns.
    @SuppressWarnings("TypeParameterUnusedInFormals")
    <T> @Nullable T broken(String rule, int back) {
        if (error == null) {
            error = new ProtocolError(rule, (long) index - start - back);
        }
        return null;
    }

    /// The type byte of a value, or -1 if it is not there yet.
    int typeByte() {
        return index < in.writerIndex() ? in.getByte(index++) & 0xff : -1;
    }

    /// The text up to CRLF, which is consumed; null when incomplete or broken.
    @Nullable String line() {
        int end = index;
        int limit = Math.min(in.writerIndex(), index + MAX_LINE_BYTES);
        while (end < limit && in.getByte(end) != '\r' && in.getByte(end) != '\n') {
            end++;
        }
        if (end - index == MAX_LINE_BYTES) {
            return broken("a line has at most " + MAX_LINE_BYTES + " bytes", 0);
        }
        if (end == in.writerIndex()) {
            return null;
        }
        if (in.getByte(end) == '\n') {
            index = end;
            return broken("a line ends with CR LF, not with LF alone", 0);
        }
        if (end + 1 == in.writerIndex()) {
            return null;
        }
        if (in.getByte(end + 1) != '\n') {
            index = end + 1;
            return broken("LF follows CR", 0);
        }
        String text = in.toString(index, end - index, StandardCharsets.UTF_8);
        index = end + 2;
        return text;
    }

    /// `length` bytes and the CRLF behind them; null when incomplete or broken.
    byte @Nullable [] bytes(int length) {
        if (in.writerIndex() - index < length + 2L) {
            return null;
        }
        if (in.getByte(index + length) != '\r' || in.getByte(index + length + 1) != '\n') {
            index += length;
            this.<Object>broken("CR LF follows a bulk string", 0);
            return null;
        }
        byte[] content = new byte[length];
        in.getBytes(index, content);
        index += length + 2;
        return content;
    }
}
