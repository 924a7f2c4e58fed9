package dev.redoubt.handover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

class MessageCodecTest {
    static Stream<Message> comparable() {
        return Stream.of(
                new Message.Ask(
                        Duration.ofSeconds(30), List.of("orders", "größe"), List.of("c0ffee")),
                new Message.Ask(Duration.ZERO, List.of(), List.of()),
                new Message.Listening("unix:/run/redoubt/orders.sock"),
                new Message.Offered(List.of("orders")),
                new Message.Refused("paused"),
                new Message.Prepared(),
                new Message.Freed(),
                new Message.Serving(),
                new Message.Left());
    }

    @ParameterizedTest
    @MethodSource("comparable")
    void whatIsSaidIsHeard(Message message) {
        assertEquals(Optional.of(message), MessageCodec.decode(MessageCodec.encode(message)));
    }

    @Test
    void aSessionKeepsItsBytes() {
        byte[] state = {0, -1, 13, 10};
        Message heard =
                MessageCodec.decode(MessageCodec.encode(new Message.Session("orders", state)))
                        .orElseThrow();
        Message.Session session = assertInstanceOf(Message.Session.class, heard);
        assertEquals("orders", session.pool());
        assertArrayEquals(state, session.state());
    }

    @Test
    void aMemoryKeepsItsBytes() {
        Message heard =
                MessageCodec.decode(
                                MessageCodec.encode(
                                        new Message.Memory("vips", 7, new byte[] {0, -1})))
                        .orElseThrow();
        Message.Memory memory = assertInstanceOf(Message.Memory.class, heard);
        assertEquals("vips", memory.of());
        assertEquals(7, memory.following());
        assertArrayEquals(new byte[] {0, -1}, memory.piece());
        assertEquals(
                Optional.empty(),
                MessageCodec.decode(
                        MessageCodec.encode(new Message.Memory("vips", -1, new byte[0]))));
    }

    static Stream<Message> all() {
        return Stream.concat(
                comparable(),
                Stream.of(
                        new Message.Session("orders", new byte[] {1, 2, 3}),
                        new Message.Memory("pools.orders", 2, new byte[] {4, 5})));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsCutOrTooLongIsNoMessage(Message message) {
        byte[] whole = MessageCodec.encode(message);
        for (int length = 0; length < whole.length; length++) {
            assertEquals(
                    Optional.empty(),
                    MessageCodec.decode(Arrays.copyOf(whole, length)),
                    message::toString);
        }
        assertEquals(Optional.empty(), MessageCodec.decode(Arrays.copyOf(whole, whole.length + 1)));
    }

    @ParameterizedTest
    @MethodSource("all")
    void anotherVersionIsNotUnderstood(Message message) {
        byte[] bytes = MessageCodec.encode(message);
        bytes[0]++;
        assertEquals(Optional.empty(), MessageCodec.decode(bytes));
    }

    @Test
    void boundsAreKept() {
        assertEquals(
                Optional.empty(),
                MessageCodec.decode(
                        MessageCodec.encode(
                                new Message.Ask(Duration.ofDays(2), List.of(), List.of()))));
        assertEquals(
                Optional.empty(),
                MessageCodec.decode(
                        MessageCodec.encode(
                                new Message.Ask(Duration.ofMillis(-1), List.of(), List.of()))));
        assertEquals(
                Optional.empty(),
                MessageCodec.decode(
                        MessageCodec.encode(
                                new Message.Offered(Collections.nCopies(1001, "pool")))));
    }

    @Test
    void garbageIsNoMessage() {
        Random random = new Random(8);
        assertEquals(
                Optional.empty(),
                MessageCodec.decode("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(20)];
            random.nextBytes(bytes);
            bytes[0] = 2;
            // It is refused, or it means what it says; it never throws.
            MessageCodec.decode(bytes)
                    .ifPresent(heard -> assertNotEquals(0, MessageCodec.encode(heard).length));
        }
    }
}
