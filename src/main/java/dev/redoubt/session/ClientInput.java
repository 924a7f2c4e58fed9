package dev.redoubt.session;

import dev.redoubt.resp.InlineRequest;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// What a client sent and is not dealt with yet, and the scanner over it. Holds no memory while
/// there is nothing. Owned by one session.
final class ClientInput {
    private final RequestScanner scanner;
    private @Nullable ByteBuf buffer;
    private boolean borrowed;
    private boolean discarding;

    ClientInput(long bulkLimit) {
        scanner = new RequestScanner(bulkLimit);
    }

    RequestScanner scanner() {
        return scanner;
    }

    boolean isEmpty() {
        return buffer == null;
    }

    /// The bytes; only while not empty.
    ByteBuf buffer() {
        return Objects.requireNonNull(buffer);
    }

    /// Bytes from the current request on.
    int waitingBytes() {
        return buffer == null ? 0 : buffer.writerIndex() - scanner.start();
    }

    /// A copy of the bytes from the current request on.
    byte[] unread() {
        byte[] bytes = new byte[waitingBytes()];
        if (buffer != null) {
            buffer.getBytes(scanner.start(), bytes);
        }
        return bytes;
    }

    /// Takes received bytes over.
    void add(ByteBuf in, ByteBufAllocator allocator) {
        ByteBuf kept = buffer;
        if (kept == null) {
            buffer = in;
            borrowed = true;
            scanner.shift(in.readerIndex() - scanner.start());
        } else if (kept.maxFastWritableBytes() >= in.readableBytes()) {
            kept.writeBytes(in);
            in.release();
        } else {
            own(joined(kept, in, allocator));
            in.release();
            kept.release();
        }
    }

    private void own(ByteBuf bytes) {
        buffer = bytes;
        borrowed = false;
    }

    /// Both in a buffer with room to grow, so that a large request is not copied at each read.
    private ByteBuf joined(ByteBuf kept, ByteBuf in, ByteBufAllocator allocator) {
        int from = scanner.start();
        int left = kept.writerIndex() - from;
        long wanted = Math.max(2048L, 2L * (left + in.readableBytes()));
        ByteBuf grown = allocator.directBuffer((int) Math.min(wanted, Integer.MAX_VALUE - 8));
        grown.writeBytes(kept, from, left).writeBytes(in);
        scanner.shift(-from);
        return grown;
    }

    /// Puts whole requests back before what is waiting.
    void putBack(ByteBuf requests, ByteBufAllocator allocator) {
        scanner.rewind();
        ByteBuf kept = buffer;
        int waiting = waitingBytes();
        ByteBuf joined = allocator.directBuffer(requests.readableBytes() + waiting);
        joined.writeBytes(requests);
        if (kept != null) {
            joined.writeBytes(kept, scanner.start(), waiting);
            kept.release();
        }
        own(joined);
        scanner.begin(0);
    }

    /// Frees the bytes if all of them are dealt with; a few that are left leave the memory that
    /// they were received in, which the loop's other connections use.
    void trim(ByteBufAllocator allocator) {
        ByteBuf kept = buffer;
        if (kept == null) {
            return;
        }
        int waiting = waitingBytes();
        if (waiting == 0) {
            release();
        } else if (borrowed && waiting < kept.capacity() / 2) {
            int from = scanner.start();
            own(allocator.directBuffer(waiting).writeBytes(kept, from, waiting));
            scanner.shift(-from);
            kept.release();
        }
    }

    void release() {
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }

    /// Whether the request that is still coming has, or announces, more bytes; meant for when the
    /// scan was incomplete.
    boolean isLargerThan(int bytes) {
        return buffer != null
                && scanner.isMidRequest()
                && Math.max(scanner.announcedBytes(), waitingBytes()) > bytes;
    }

    /// Memory that is held.
    int capacity() {
        return buffer == null ? 0 : buffer.capacity();
    }

    /// Leaves the current request behind, also where the rest of it is still to come.
    void skip() {
        if (scanner.isMidRequest()) {
            discarding = true;
        } else {
            scanner.next();
        }
    }

    boolean isDiscarding() {
        return discarding;
    }

    /// Throws away what has come of a request that was skipped; true once all of it has.
    boolean discardRest() {
        if (scanner.scan(buffer()) == RequestScanner.Result.INCOMPLETE) {
            scanner.pass(buffer().writerIndex());
            return false;
        }
        discarding = false;
        if (!scanner.isMidRequest()) {
            scanner.next();
        }
        return true;
    }

    /// Whether the request that the scanner began has these words as its first two arguments.
    boolean beginsWith(String first, String second) {
        return scanner.argumentsCome() >= 2
                && Requests.words(buffer(), scanner.start(), 2).equals(List.of(first, second));
    }

    /// The request that the scanner found, as arguments.
    List<byte[]> arguments() {
        return Requests.arguments(buffer(), scanner.start(), scanner.argumentCount());
    }

    /// The inline request that the scanner found, without its terminator.
    byte[] line() {
        int length = scanner.end() - scanner.start() - 1;
        byte[] line = new byte[length];
        buffer().getBytes(scanner.start(), line);
        return length > 0 && line[length - 1] == '\r' ? Arrays.copyOf(line, length - 1) : line;
    }

    /// Puts a request in RESP where the one that the scanner found stood.
    void replace(List<byte[]> arguments, ByteBufAllocator allocator) {
        ByteBuf kept = buffer();
        int rest = kept.writerIndex() - scanner.end();
        ByteBuf replaced = allocator.directBuffer(rest + 256);
        Requests.encode(replaced, arguments);
        int until = replaced.writerIndex();
        replaced.writeBytes(kept, scanner.end(), rest);
        kept.release();
        own(replaced);
        scanner.beginOwn(0, until);
    }

    /// Puts requests in RESP where inline ones stand, from the one that the scanner found on: all
    /// that lie side by side, since each time everything behind them has to move.
    ///
    /// @return false if the first one's quotes are unbalanced; then nothing changed
    boolean translateInline(ByteBufAllocator allocator) {
        ByteBuf kept = buffer();
        List<byte[]> arguments = InlineRequest.split(line());
        if (arguments == null) {
            return false;
        }
        ByteBuf translated = allocator.directBuffer(kept.writerIndex() - scanner.start() + 256);
        while (arguments != null) {
            if (!arguments.isEmpty()) {
                Requests.encode(translated, arguments);
            }
            scanner.next();
            arguments =
                    scanner.scan(kept) == RequestScanner.Result.INLINE
                            ? InlineRequest.split(line())
                            : null;
        }
        int until = translated.writerIndex();
        translated.writeBytes(kept, scanner.start(), kept.writerIndex() - scanner.start());
        kept.release();
        own(translated);
        scanner.beginOwn(0, until);
        return true;
    }
}
