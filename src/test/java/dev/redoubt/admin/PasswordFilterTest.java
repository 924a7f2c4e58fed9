package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

final class PasswordFilterTest {
    private static boolean admits(String password, @Nullable String authorization) {
        return new PasswordFilter(new Secret(password)).admits(authorization);
    }

    private static String basic(String userAndPassword) {
        byte[] bytes = userAndPassword.getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer pass:word, true",
        "bearer   pass:word, true",
        "Bearer pass:wor, false",
        "Bearer pass:word1, false",
        "Bearer PASS:WORD, false",
        "Bearer, false",
        "'Bearer ', false",
        "pass:word, false",
        "Digest pass:word, false",
        "Basic pass:word, false",
        "Basic ====, false",
        "'', false"
    })
    void headers(String authorization, boolean admitted) {
        assertEquals(admitted, admits("pass:word", authorization));
    }

    @ParameterizedTest
    @CsvSource({
        "any:pass:word, true",
        "':pass:word', true",
        "pass:word, false",
        "any:pass, false",
        "any:, false",
        "any, false"
    })
    void basicTakesAnyUser(String userAndPassword, boolean admitted) {
        assertEquals(admitted, admits("pass:word", basic(userAndPassword)));
    }

    @Test
    void noHeaderIsRefused() {
        assertEquals(false, admits("pass:word", null));
    }

    @Test
    void aPasswordOutsideOfAsciiWorks() {
        assertEquals(true, admits("gehäim", basic("any:gehäim")));
        // The HTTP server makes a character of each byte of a header.
        String bytesAsCharacters =
                new String(
                        "Bearer gehäim".getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1);
        assertEquals(true, admits("gehäim", bytesAsCharacters));
    }
}
