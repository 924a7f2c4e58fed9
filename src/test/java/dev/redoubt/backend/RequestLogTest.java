package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// The log against a plain queue, with every buffer accounted for.
final class RequestLogTest {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RequestLog log = new RequestLog(allocator);
    private final StringBuilder sent = new StringBuilder();
    private final StringBuilder written = new StringBuilder();

    private StorySink append(String bytes, int commands) {
        StorySink sink = new StorySink(bytes, List.of());
        ByteBuf in = Wire.of("noise" + bytes + "noise");
        log.append(channel, sink, in, 5, 5 + bytes.length(), commands);
        in.release();
        sent.append(bytes);
        return sink;
    }

    /// The channel takes what it was given.
    private void deliver() {
        log.writeTo(channel);
        channel.flush();
        ByteBuf out;
        while ((out = channel.readOutbound()) != null) {
            written.append(Wire.text(out));
            out.release();
        }
    }

    private void assertNothingHeld() {
        deliver();
        assertEquals(sent.toString(), written.toString());
        log.trim();
        assertEquals(0, allocator.metric().usedDirectMemory());
        assertFalse(channel.finish());
    }

    @Test
    void theSteadyStateUsesOneChunk() {
        for (int i = 0; i < 10_000; i++) {
            StorySink first = append("GET a", 1);
            StorySink second = append("GET b", 2);
            deliver();
            assertSame(first, log.headSink());
            log.answered(1);
            assertSame(second, log.headSink());
            assertEquals(2, log.headUnanswered());
            log.answered(1);
            assertEquals(1, log.headUnanswered());
            log.answered(1);
            assertTrue(log.isEmpty());
            assertEquals(CHUNK_BYTES, allocator.metric().usedDirectMemory());
        }
        assertNothingHeld();
    }

    @Test
    void theRingGrowsInOrder() {
        for (int i = 0; i < 40; i++) {
            append("warm " + i, 1);
        }
        for (int i = 0; i < 40; i++) {
            log.answered(1);
        }
        Deque<StorySink> waiting = new ArrayDeque<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(append("GET " + i, 1));
        }
        deliver();
        while (!waiting.isEmpty()) {
            assertSame(waiting.remove(), log.headSink());
            log.answered(1);
        }
        assertTrue(log.isEmpty());
        assertNothingHeld();
    }

    @Test
    void aLargeRunsMemoryGoesWithItsAnswer() {
        append("small", 1);
        append("x".repeat(5 * CHUNK_BYTES), 1);
        append("y".repeat(3 * CHUNK_BYTES), 1);
        deliver();
        log.answered(1);
        log.answered(1);
        log.answered(1);
        long held = allocator.metric().usedDirectMemory();
        assertTrue(held <= CHUNK_BYTES, held + " bytes");
        append("small again", 1);
        deliver();
        log.answered(1);
        assertNothingHeld();
    }

    /// However much it is, nothing goes before it is written out, and then all of it in order.
    @Test
    void whatWaitsForItsTurnIsNotHandedOut() {
        append("first", 1);
        deliver();
        StringBuilder gathered = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            String bytes = i + "x".repeat(CHUNK_BYTES / 2 + 1);
            ByteBuf in = Wire.of(bytes);
            log.append(null, new StorySink(bytes, List.of()), in, 0, bytes.length(), 1);
            in.release();
            gathered.append(bytes);
        }
        channel.flush();
        assertNull(channel.readOutbound());
        assertTrue(isHeadSent());
        log.answered(1);
        assertFalse(isHeadSent());
        sent.append(gathered);
        deliver();
        for (int i = 0; i < 5; i++) {
            assertTrue(isHeadSent());
            log.answered(1);
        }
        assertNothingHeld();
    }

    @Test
    void whatWaitedForItsTurnInVainIsFreed() {
        for (int i = 0; i < 5; i++) {
            String bytes = "x".repeat(CHUNK_BYTES / 2 + 1);
            ByteBuf in = Wire.of(bytes);
            log.append(null, new StorySink(bytes, List.of()), in, 0, bytes.length(), 1);
            in.release();
        }
        for (int i = 0; i < 5; i++) {
            assertFalse(isHeadSent());
            log.drop();
        }
        log.trim();
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    private boolean isHeadSent() {
        Asked asked = log.head();
        asked.in().release();
        return asked.sent();
    }

    @Test
    void aChunkThatTheChannelStillHoldsIsNotUsedAnew() {
        append("first", 1);
        log.writeTo(channel);
        log.answered(1);
        append("other", 1);
        deliver();
        assertEquals("firstother", written.toString());
        log.answered(1);
        assertNothingHeld();
    }

    @Test
    void drainsWhatIsUnansweredOldestFirst() {
        append("aaa", 3);
        StorySink large = append("b".repeat(2 * CHUNK_BYTES), 1);
        StorySink last = append("cc", 2);
        deliver();
        log.answered(2);
        Asked partly = log.head();
        log.drop();
        assertTrue(partly.sent());
        assertEquals(3, partly.commands());
        assertEquals(2, partly.answered());
        assertEquals("aaa", Wire.text(partly.in(), partly.from(), partly.from() + 3));
        partly.in().release();
        for (StorySink sink : new StorySink[] {large, last}) {
            assertSame(sink, log.headSink());
            Asked run = log.head();
            log.drop();
            assertEquals(0, run.answered());
            run.in().release();
        }
        assertNothingHeld();
    }

    @Test
    void anyHistoryMatchesAQueue() {
        Seeded.check(300, random -> new RequestLogTest().history(random));
    }

    private record Expected(StorySink sink, int commands) {}

    private void history(Random random) {
        Deque<Expected> model = new ArrayDeque<>();
        int answered = 0;
        for (int step = random.nextInt(300); step > 0; step--) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 150_000 : 5_000);
                    int commands = 1 + random.nextInt(3);
                    String bytes = Character.toString('a' + step % 26).repeat(length);
                    model.add(new Expected(append(bytes, commands), commands));
                }
                case 2 -> deliver();
                default -> {
                    for (int some = random.nextInt(20); some > 0 && !model.isEmpty(); some--) {
                        Expected head = model.element();
                        assertSame(head.sink(), log.headSink());
                        assertEquals(head.commands() - answered, log.headUnanswered());
                        int count = 1 + random.nextInt(head.commands() - answered);
                        log.answered(count);
                        answered += count;
                        if (answered == head.commands()) {
                            model.remove();
                            answered = 0;
                        }
                    }
                }
            }
            assertEquals(model.isEmpty(), log.isEmpty());
        }
        deliver();
        for (Expected expected : model) {
            String bytes = expected.sink().name();
            assertSame(expected.sink(), log.headSink());
            Asked run = log.head();
            log.drop();
            assertEquals(bytes, Wire.text(run.in(), run.from(), run.from() + bytes.length()));
            assertEquals(expected.commands(), run.commands());
            assertEquals(answered, run.answered());
            answered = 0;
            run.in().release();
        }
        assertNothingHeld();
    }
}
