package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

class PoolMemoryCodecTest {
    private static final PoolMemory FULL =
            new PoolMemory(
                    Optional.of(new History("run", "id", "second", 51, 1L << 40, 7)),
                    new Usage(
                            Optional.of(new HostPort("10.0.0.5", 6379)),
                            1L << 40,
                            true,
                            "10.0.0.6:6379"),
                    new Meeting("a-run", true),
                    List.of(new HostPort("10.0.0.4", 6379), new HostPort("::1", 6380)),
                    new ScriptShelf.Contents(
                            List.of("return 1", "return '\u00e9\u00ff'"),
                            List.of("x".repeat(100_000))));

    private static PoolMemory memory(
            Optional<History> acknowledged, List<HostPort> demoted, ScriptShelf.Contents scripts) {
        return new PoolMemory(acknowledged, Usage.NONE, Meeting.NONE, demoted, scripts);
    }

    static Stream<PoolMemory> all() {
        return Stream.of(
                FULL,
                memory(Optional.empty(), List.of(), ScriptShelf.Contents.NONE),
                memory(FULL.acknowledged(), List.of(), ScriptShelf.Contents.NONE));
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
                        FULL.usage(),
                        FULL.meeting(),
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

    /// Its bytes, as the version before wrote them.
    @Test
    void whatTheVersionBeforeKnewIsHeard() {
        byte[] bytes =
                HexFormat.of()
                        .parseHex(
                                "01"
                                        + "01"
                                        + "0003"
                                        + "72756e"
                                        + "0002"
                                        + "6964"
                                        + "0000"
                                        + "0000000000000033"
                                        + "0000000000000064"
                                        + "0000000000000007"
                                        + "00000001"
                                        + "0008"
                                        + "31302e302e302e34"
                                        + "000018eb"
                                        + "00000001"
                                        + "00000001"
                                        + "61"
                                        + "00000000");
        assertEquals(
                Optional.of(
                        memory(
                                Optional.of(new History("run", "id", "", 51, 100, 7)),
                                List.of(new HostPort("10.0.0.4", 6379)),
                                new ScriptShelf.Contents(List.of("a"), List.of()))),
                PoolMemoryCodec.decode(bytes));
    }

    @Test
    void garbageIsNone() {
        Random random = new Random(8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = (byte) (1 + i % 2);
            // It is refused, or it means what it says; it never throws.
            PoolMemoryCodec.decode(bytes)
                    .ifPresent(heard ->
                            assertEquals(
                                    Optional.of(heard),
                                    PoolMemoryCodec.decode(PoolMemoryCodec.encode(heard))));
        }
    }
}
