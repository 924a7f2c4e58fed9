package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

@SuppressWarnings("deprecation") // Netty's own interface has it so.
class ReceiveMemoryTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final ReceiveMemory memory = new ReceiveMemory(4);
    private final RecvByteBufAllocator.Handle one = memory.newHandle();
    private final RecvByteBufAllocator.Handle other = memory.newHandle();

    private ByteBuf received(RecvByteBufAllocator.Handle by, String bytes) {
        ByteBuf in = by.allocate(allocator);
        assertEquals(0, in.readableBytes());
        in.writeBytes(bytes.getBytes(StandardCharsets.US_ASCII));
        return in;
    }

    @Test
    void oneReadsWhereAnotherDid() {
        ByteBuf first = received(one, "first");
        first.release();
        ByteBuf second = received(other, "second");
        assertSame(first, second);
        assertEquals(6, second.readableBytes());
        second.release();
        memory.release();
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void whatIsKeptStays() {
        ByteBuf kept = received(one, "kept");
        ByteBuf slice = kept.retainedSlice(0, 4);
        kept.release();
        ByteBuf next = received(other, "next");
        assertNotSame(kept, next);
        assertEquals("kept", slice.toString(StandardCharsets.US_ASCII));
        next.release();
        assertTrue(slice.release(), "it was the last to hold it");
        memory.release();
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void nothingIsHeldAfterTheEnd() {
        received(one, "before").release();
        memory.release();
        ByteBuf after = received(one, "after");
        assertTrue(after.release());
        assertEquals(0, allocator.metric().usedDirectMemory());
    }
}
