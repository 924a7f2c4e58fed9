package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// What a shared link was given and has not been answered: a ring of runs, each some requests of
/// one sink, and the chunks of memory that hold their bytes. The bytes stay until they are
/// answered, so that a lost link can say of each request what it was.
///
/// A run lies within one chunk. While nothing is unanswered, the last chunk is used anew: the
/// steady state allocates nothing. What fills more than a chunk goes to the channel at once, or
/// waits here for its turn. Owned by one link, on its loop.
@SuppressWarnings(
        "ReferenceEquality") // Chunks are told apart as objects; their bytes may be equal.
final class RequestLog {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final ByteBufAllocator allocator;
    private @Nullable ByteBuf tail;
    private int flushed;
    private @Nullable Deque<ByteBuf> waiting;

    private @Nullable ReplySink[] sinks = new ReplySink[64];
    private @Nullable ByteBuf[] chunks = new ByteBuf[64];
    private int[] offsets = new int[64];
    private int[] commands = new int[64];
    private int head;
    private int size;
    private int headAnswered;
    private int handed;

    RequestLog(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// The sink of the oldest unanswered request.
    ReplySink headSink() {
        return Objects.requireNonNull(sinks[head]);
    }

    /// Requests of the oldest run that are still unanswered.
    int headUnanswered() {
        return commands[head] - headAnswered;
    }

    private ReplySink sinkAt(int place) {
        return Objects.requireNonNull(sinks[slot(place)]);
    }

    /// Whether this sink has something unanswered.
    boolean has(ReplySink sink) {
        for (int i = 0; i < size; i++) {
            if (sinkAt(i).equals(sink)) {
                return true;
            }
        }
        return false;
    }

    /// Whether anybody else, who has not left, waits for a reply.
    boolean isWantedByOthersThan(ReplySink sink) {
        for (int i = 0; i < size; i++) {
            ReplySink waiting = sinkAt(i);
            if (!waiting.equals(sink) && !waiting.hasLeft()) {
                return true;
            }
        }
        return false;
    }

    /// The bytes of all runs of each sink but this one, which the caller releases. The other sinks
    /// must not have a run that is partly answered.
    Map<ReplySink, ByteBuf> requestsBut(ReplySink sink) {
        Map<ReplySink, ByteBuf> requests = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            ReplySink waiting = sinkAt(i);
            if (!waiting.equals(sink)) {
                ByteBuf copy = requests.computeIfAbsent(waiting, each -> allocator.directBuffer());
                int slot = slot(i);
                copy.writeBytes(Objects.requireNonNull(chunks[slot]), offsets[slot], length(i));
            }
        }
        return requests;
    }

    /// Bytes of a run: the runs of a chunk lie one behind the other.
    private int length(int place) {
        int slot = slot(place);
        ByteBuf chunk = Objects.requireNonNull(chunks[slot]);
        boolean lastOfChunk = place + 1 == size || chunks[slot(place + 1)] != chunk;
        int end = lastOfChunk ? chunk.writerIndex() : offsets[slot(place + 1)];
        return end - offsets[slot];
    }

    /// Hands the runs of these sinks to another.
    void replace(Set<ReplySink> replaced, ReplySink by) {
        for (int i = 0; i < size; i++) {
            if (replaced.contains(sinkAt(i))) {
                sinks[slot(i)] = by;
            }
        }
    }

    private int slot(int place) {
        return head + place & sinks.length - 1;
    }

    /// Hands this sink's runs to another.
    void replace(ReplySink sink, ReplySink by) {
        for (int i = 0; i < size; i++) {
            if (sinkAt(i).equals(sink)) {
                sinks[slot(i)] = by;
            }
        }
    }

    /// Copies a run behind the others; what does not fit the chunk goes to the channel first.
    ///
    /// @param channel null where nothing may go before [#writeTo]
    void append(
            @Nullable Channel channel, ReplySink sink, ByteBuf in, int from, int to, int count) {
        int length = to - from;
        ByteBuf chunk = tail;
        if (chunk == null || chunk.capacity() - chunk.writerIndex() < length) {
            chunk = nextChunk(channel, length);
        }
        push(sink, chunk, chunk.writerIndex(), count);
        chunk.writeBytes(in, from, length);
    }

    private ByteBuf nextChunk(@Nullable Channel channel, int length) {
        if (channel == null) {
            keepBack();
        } else {
            writeTo(channel);
        }
        // Not before: the link may have ended at the writing.
        ByteBuf full = tail;
        if (full != null && (size == 0 || chunks[last()] != full)) {
            full.release();
        }
        ByteBuf chunk = allocator.directBuffer(Math.max(CHUNK_BYTES, length));
        tail = chunk;
        flushed = 0;
        return chunk;
    }

    private void keepBack() {
        ByteBuf full = tail;
        if (full != null && full.writerIndex() > flushed) {
            if (waiting == null) {
                waiting = new ArrayDeque<>();
            }
            waiting.add(full.retainedSlice(flushed, full.writerIndex() - flushed));
        }
    }

    private int last() {
        return slot(size - 1);
    }

    /// Hands what was appended since the last time to the channel, without flushing it.
    void writeTo(Channel channel) {
        Deque<ByteBuf> before = waiting;
        waiting = null;
        if (before != null) {
            before.forEach(part -> channel.write(part, channel.voidPromise()));
        }
        ByteBuf chunk = tail;
        if (chunk != null && chunk.writerIndex() > flushed) {
            channel.write(
                    chunk.retainedSlice(flushed, chunk.writerIndex() - flushed),
                    channel.voidPromise());
            flushed = chunk.writerIndex();
        }
        // Not before: a link that ends at the writing has sent nothing.
        handed = size;
    }

    /// The oldest run got `count` replies, not more than it waits for.
    void answered(int count) {
        headAnswered += count;
        if (headAnswered == commands[head]) {
            pop();
        }
    }

    private void push(ReplySink sink, ByteBuf chunk, int offset, int count) {
        if (size == sinks.length) {
            grow();
        }
        int slot = slot(size);
        sinks[slot] = sink;
        chunks[slot] = chunk;
        offsets[slot] = offset;
        commands[slot] = count;
        size++;
    }

    private void pop() {
        ByteBuf chunk = chunks[head];
        sinks[head] = null;
        chunks[head] = null;
        head = head + 1 & sinks.length - 1;
        headAnswered = 0;
        size--;
        handed = Math.max(0, handed - 1);
        boolean chunkDone = size == 0 || chunks[head] != chunk;
        if (chunk != null && chunkDone) {
            if (chunk != tail) {
                chunk.release();
            } else if (flushed == chunk.writerIndex() && chunk.capacity() > CHUNK_BYTES) {
                // A large request's memory must not stay with a link that may never see another.
                release();
            } else if (flushed == chunk.writerIndex() && chunk.refCnt() == 1) {
                chunk.clear();
                flushed = 0;
            }
        }
    }

    private void grow() {
        int capacity = sinks.length;
        int[] order = new int[capacity];
        Arrays.setAll(order, i -> head + i & capacity - 1);
        @Nullable ReplySink[] oldSinks = sinks;
        @Nullable ByteBuf[] oldChunks = chunks;
        int[] oldOffsets = offsets;
        int[] oldCommands = commands;
        sinks = new ReplySink[capacity * 2];
        chunks = new ByteBuf[capacity * 2];
        offsets = new int[capacity * 2];
        commands = new int[capacity * 2];
        for (int i = 0; i < capacity; i++) {
            sinks[i] = oldSinks[order[i]];
            chunks[i] = oldChunks[order[i]];
            offsets[i] = oldOffsets[order[i]];
            commands[i] = oldCommands[order[i]];
        }
        head = 0;
    }

    /// The oldest run.
    ///
    /// @return its `in` is retained: the receiver releases it
    Asked head() {
        ByteBuf chunk = Objects.requireNonNull(chunks[head]);
        return new Asked(chunk.retain(), offsets[head], commands[head], headAnswered, handed > 0);
    }

    /// Leaves the oldest run behind, unanswered.
    void drop() {
        headAnswered = commands[head];
        pop();
    }

    /// Frees what no run needs.
    void trim() {
        if (size == 0) {
            release();
        }
    }

    private void release() {
        if (waiting != null) {
            waiting.forEach(ByteBuf::release);
            waiting = null;
        }
        if (tail != null) {
            tail.release();
            tail = null;
        }
    }
}
