package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine.TypeConversionException;

import java.net.URI;

class AdminAddressTest {
    private final AdminAddress converter = new AdminAddress();

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:9380", "http://[::1]:9380", "https://redis.example"})
    void anAddressIsRead(String text) {
        assertEquals(URI.create(text), converter.convert(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "127.0.0.1:9380",
                "ftp://x",
                "http://",
                "http://127.0.0.1:99999",
                "h t"
            })
    void anotherIsRefusedInPlainWords(String text) {
        TypeConversionException refused =
                assertThrows(TypeConversionException.class, () -> converter.convert(text));
        assertEquals(
                text + " (expected: a URL, such as http://127.0.0.1:9380)", refused.getMessage());
    }
}
