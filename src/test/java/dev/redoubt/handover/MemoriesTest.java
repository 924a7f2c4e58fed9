package dev.redoubt.handover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.linux.LocalSocket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class MemoriesTest {
    private final Memories memories = new Memories();

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 131_072, 3_000_000})
    void whatIsCutIsPutTogether(int count) throws IOException {
        byte[] whole = bytes(count);
        List<Message.Memory> pieces = Memories.pieces(new Memory("pools.orders", whole));
        for (Message.Memory each : pieces.subList(0, pieces.size() - 1)) {
            assertEquals(Optional.empty(), memories.add(each));
            assertTrue(MessageCodec.encode(each).length < LocalSocket.LONGEST_BYTES);
        }
        Memory heard = memories.add(pieces.getLast()).orElseThrow();
        assertEquals("pools.orders", heard.of());
        assertArrayEquals(whole, heard.bytes());
    }

    @Test
    void theSameIsToldAgain() throws IOException {
        for (int i = 0; i < 10; i++) {
            byte[] whole = bytes(4_000_000 + i);
            Optional<Memory> heard = Optional.empty();
            for (Message.Memory each : Memories.pieces(new Memory("pools.a", whole))) {
                heard = memories.add(each);
            }
            assertArrayEquals(whole, heard.orElseThrow().bytes());
        }
    }

    @Test
    void whoNeverEndsIsNotListenedTo() throws IOException {
        Message.Memory piece = new Message.Memory("pools.a", 1, bytes(65_536));
        for (int i = 0; i < 256; i++) {
            assertEquals(Optional.empty(), memories.add(piece));
        }
        assertThrows(IOException.class, () -> memories.add(piece));
    }
}
