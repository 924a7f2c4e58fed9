package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

class PoolMemoryCodecTest {
    private static final PoolMemory FULL =
            new PoolMemory(
                    Optional.of(new History("run", "id", "second", 51, 1L << 40, 7)),
                    List.of(new HostPort("10.0.0.4", 6379), new HostPort("::1", 6380)),
                    new ScriptShelf.Contents(
                            List.of("return 1", "return '\u00e9\u00ff'"),
                            List.of("x".repeat(100_000))));

    static Stream<PoolMemory> all() {
        return Stream.of(
                FULL,
                new PoolMemory(Optional.empty(), List.of(), ScriptShelf.Contents.NONE),
                new PoolMemory(FULL.acknowledged(), List.of(), ScriptShelf.Contents.NONE));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsKnownIsHeard(PoolMemory memory) {
        assertEquals(Optional.of(memory), PoolMemoryCodec.decode(PoolMemoryCodec.encode(memory)));
    }

    @Test
    void whatIsCutOrTooLongIsNone() {
        PoolMemory memory =
                new PoolMemory(
                        FULL.acknowledged(),
                        FULL.demoted(),
                        new ScriptShelf.Contents(List.of("a"), List.of("b")));
        byte[] whole = PoolMemoryCodec.encode(memory);
        for (int length = 0; length < whole.length; length++) {
            assertEquals(Optional.empty(), PoolMemoryCodec.decode(Arrays.copyOf(whole, length)));
        }
        assertEquals(
                Optional.empty(), PoolMemoryCodec.decode(Arrays.copyOf(whole, whole.length + 1)));
        whole[0]++;
        assertEquals(Optional.empty(), PoolMemoryCodec.decode(whole));
    }

    @Test
    void garbageIsNone() {
        Random random = new Random(8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = 1;
            // It is refused, or it means what it says; it never throws.
            PoolMemoryCodec.decode(bytes)
                    .ifPresent(heard ->
                            assertEquals(
                                    Optional.of(heard),
                                    PoolMemoryCodec.decode(PoolMemoryCodec.encode(heard))));
        }
    }
}
