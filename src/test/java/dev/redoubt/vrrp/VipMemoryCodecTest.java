package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

class VipMemoryCodecTest {
    private static final VipMemory.Held HELD =
            new VipMemory.Held(
                    "c0ffee", 5_000, 300, List.of(List.of("/bin/check", "-a"), List.of("true")));
    private static final VipMemory FULL = new VipMemory(List.of("front", "größe"), List.of(HELD));

    @Test
    void whatIsLeftIsHeard() {
        assertEquals(Optional.of(FULL), VipMemoryCodec.decode(VipMemoryCodec.encode(FULL)));
        assertEquals(
                Optional.of(VipMemory.NONE),
                VipMemoryCodec.decode(VipMemoryCodec.encode(VipMemory.NONE)));
    }

    @Test
    void whatIsCutOrTooLongIsNone() {
        byte[] whole = VipMemoryCodec.encode(FULL);
        for (int length = 0; length < whole.length; length++) {
            assertEquals(Optional.empty(), VipMemoryCodec.decode(Arrays.copyOf(whole, length)));
        }
        assertEquals(
                Optional.empty(), VipMemoryCodec.decode(Arrays.copyOf(whole, whole.length + 1)));
        whole[0]++;
        assertEquals(Optional.empty(), VipMemoryCodec.decode(whole));
    }

    @Test
    void garbageIsNone() {
        Random random = new Random(8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = new byte[2 + random.nextInt(60)];
            random.nextBytes(bytes);
            bytes[0] = 1;
            // It is refused, or it means what it says; it never throws.
            VipMemoryCodec.decode(bytes)
                    .ifPresent(heard ->
                            assertEquals(
                                    Optional.of(heard),
                                    VipMemoryCodec.decode(VipMemoryCodec.encode(heard))));
        }
    }

    @Test
    void whoComesTooLateOrFromTheFutureInheritsNothing() {
        assertEquals(Optional.of(HELD), FULL.held("c0ffee"));
        assertEquals(Optional.empty(), FULL.held("tea"));
        assertFalse(HELD.isInTime(4_999));
        assertTrue(HELD.isInTime(5_000));
        assertTrue(HELD.isInTime(5_299));
        assertFalse(HELD.isInTime(5_300));
    }
}
