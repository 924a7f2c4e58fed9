package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.resp.RequestScanner;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

final class RequestsTest {
    static Stream<Arguments> requests() {
        return Stream.of(
                Arguments.of(Wire.request("PING"), List.of("PING")),
                Arguments.of(Wire.request("SET", "", "a\r\n$1"), List.of("SET", "", "a\r\n$1")),
                Arguments.of(
                        Wire.request("ECHO", "x".repeat(1_234)),
                        List.of("ECHO", "x".repeat(1_234))),
                // Redis does not look at a line's second end byte; what it takes, this must read.
                Arguments.of("*2\rX$6\rYSELECT\rZ$1\r$7AB", List.of("SELECT", "7")),
                Arguments.of("*2\r\r$2\r\r\n\n\n\n$1\r\n\n\r\r", List.of("\n\n", "\n")));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void argumentsAsTheScannerFoundThem(String request, List<String> expected) {
        ByteBuf in = Wire.of("\n\r\n" + request + "*1\r\n");
        RequestScanner scanner = new RequestScanner(1 << 20);
        scanner.begin(3);
        assertEquals(RequestScanner.Result.COMPLETE, scanner.scan(in));
        List<byte[]> arguments = Requests.arguments(in, scanner.start(), scanner.argumentCount());
        assertEquals(
                expected,
                arguments.stream()
                        .map(each -> new String(each, StandardCharsets.ISO_8859_1))
                        .toList());
        in.release();
    }

    /// Of a huge request only what somebody may look at takes memory.
    @Test
    void decodesNoMoreThanIsLookedAt() {
        String[] words = new String[1_000_000];
        Arrays.fill(words, "");
        ByteBuf many = Wire.of(Wire.request(words));
        assertEquals(128, Requests.arguments(many, 0, words.length).size());
        ByteBuf large = Wire.of(Wire.request("AUTH", "x".repeat(10_000_000)));
        assertEquals(64 * 1024, Requests.arguments(large, 0, 2).getLast().length);
        many.release();
        large.release();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void encodedAsAnybodyReads(String ignored, List<String> arguments) {
        ByteBuf out = Unpooled.buffer();
        Requests.encode(
                out,
                arguments.stream()
                        .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                        .toList());
        assertEquals(Wire.request(arguments.toArray(String[]::new)), Wire.text(out));
        assertEquals(
                out.readableBytes(),
                Requests.encodedLength(
                        arguments.stream()
                                .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                                .toList()));
        out.release();
    }
}
