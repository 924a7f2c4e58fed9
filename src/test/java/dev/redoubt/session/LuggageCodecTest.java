package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

class LuggageCodecTest {
    private static final Luggage.Ages AGE = new Luggage.Ages(5_000_000_000L, 7);

    private static Luggage luggage(Luggage.Login login, String unread) {
        return new Luggage(
                false, 1L << 52, "näme", true, login, AGE, unread.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, true, , ",
        "15, 3, false, , only",
        "3, 2, false, alice, s3cret",
        "3, 2, false, alice, ''"
    })
    void whatIsPackedIsUnpacked(
            int database, int protocol, boolean own, @Nullable String user, @Nullable String word) {
        Luggage.Login login =
                new Luggage.Login(
                        database, protocol, own, user, word == null ? null : new Secret(word));
        Luggage packed = luggage(login, "*1\r\n$4\r\nPI");

        Luggage unpacked = LuggageCodec.decode(LuggageCodec.encode(packed)).orElseThrow();

        assertEquals(login, unpacked.login());
        assertEquals("näme", unpacked.name());
        assertEquals(1L << 52, unpacked.number());
        assertEquals(AGE, unpacked.age());
        assertEquals(true, unpacked.authenticated());
        assertEquals(false, unpacked.unix());
        assertArrayEquals(packed.unread(), unpacked.unread());
    }

    @Test
    void whatIsCutOrTooLongIsRefused() {
        byte[] whole =
                LuggageCodec.encode(
                        luggage(new Luggage.Login(0, 2, false, "u", new Secret("p")), "abc"));
        for (int length = 0; length < whole.length; length++) {
            assertEquals(Optional.empty(), LuggageCodec.decode(Arrays.copyOf(whole, length)));
        }
        assertEquals(Optional.empty(), LuggageCodec.decode(Arrays.copyOf(whole, whole.length + 1)));
    }

    @ParameterizedTest
    @CsvSource({"-1, 2", "16777216, 2", "0, 1", "0, 4"})
    void whatNoSessionCanBeIsRefused(int database, int protocol) {
        Luggage.Login login = new Luggage.Login(database, protocol, true, null, null);
        assertEquals(
                Optional.empty(), LuggageCodec.decode(LuggageCodec.encode(luggage(login, ""))));
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] bytes = LuggageCodec.encode(luggage(new Luggage.Login(0, 2, true, null, null), ""));
        bytes[0]++;
        assertEquals(Optional.empty(), LuggageCodec.decode(bytes));
    }

    @Test
    void garbageNeverThrows() {
        Random random = new Random(8);
        byte[] whole =
                LuggageCodec.encode(
                        luggage(new Luggage.Login(0, 2, false, "u", new Secret("p")), "abc"));
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = whole.clone();
            bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
            LuggageCodec.decode(bytes).ifPresent(LuggageCodec::encode);
        }
    }
}
