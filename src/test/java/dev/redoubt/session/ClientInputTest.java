package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.RequestScanner;
import dev.redoubt.resp.Seeded;
import dev.redoubt.resp.Sender;
import dev.redoubt.resp.Wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The bytes survive however they come, and each buffer is released.
final class ClientInputTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, false);
    private final ClientInput input = new ClientInput(1 << 20);

    private void receive(String text) {
        ByteBuf in = allocator.directBuffer(Math.max(1, text.length()));
        in.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
        input.add(in, allocator);
    }

    private RequestScanner.Result scan() {
        return input.scanner().scan(input.buffer());
    }

    private List<String> arguments() {
        return input.arguments().stream()
                .map(each -> new String(each, StandardCharsets.ISO_8859_1))
                .toList();
    }

    private void assertNothingLeft() {
        assertTrue(input.isEmpty());
        assertEquals(0, input.waitingBytes());
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void holdsNothingWhenEverythingIsDealtWith() {
        receive(Wire.request("GET", "a") + "*1\r\n");
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of("GET", "a"), arguments());
        input.scanner().next();
        assertEquals(RequestScanner.Result.INCOMPLETE, scan());
        input.trim(allocator);
        assertFalse(input.isEmpty());
        assertEquals(4, input.waitingBytes());
        assertEquals(4, input.capacity(), "and no more is held");
        receive("$4\r\nPING\r\n");
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of("PING"), arguments());
        input.scanner().next();
        input.trim(allocator);
        assertNothingLeft();
    }

    @Test
    void emptyRequestsLeaveNothing() {
        receive("*0\r\n*-1\r\n");
        assertEquals(RequestScanner.Result.INCOMPLETE, scan());
        input.trim(allocator);
        assertNothingLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "'PING a\r\n', 'PING a'",
        "'PING\n', PING",
        "'\r\n', ''",
        "'\n', ''",
        "'a\r\r\n', 'a\r'"
    })
    void line(String received, String line) {
        receive("GET x\r\n" + received);
        scan();
        input.scanner().next();
        assertEquals(RequestScanner.Result.INLINE, scan());
        assertArrayEquals(line.getBytes(StandardCharsets.ISO_8859_1), input.line());
        input.release();
        assertNothingLeft();
    }

    @Test
    void replacesWhatWasFoundAndKeepsTheRest() {
        receive(Wire.request("GET", "a") + "ECHO hello\r\n" + Wire.request("PING") + "*1\r");
        scan();
        input.scanner().next();
        assertEquals(RequestScanner.Result.INLINE, scan());
        input.replace(List.of("ECHO".getBytes(StandardCharsets.UTF_8), new byte[300]), allocator);
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of("ECHO", "\u0000".repeat(300)), arguments());
        input.scanner().next();
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of("PING"), arguments());
        input.scanner().next();
        receive("\n$4\r\nQUIT\r\n");
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of("QUIT"), arguments());
        input.scanner().next();
        input.trim(allocator);
        assertNothingLeft();
    }

    /// One copy of what lies behind, not one for each line.
    @Test
    void inlineRequestsAreTranslatedTogether() {
        String lines = "ECHO 'a b'\r\n\n \r\nPING\n".repeat(500);
        receive(lines + Wire.request("GET", "a") + "PING x\r\nGET \"\r\n");
        input.scanner().limit(Sender.UNKNOWN);
        assertEquals(RequestScanner.Result.INLINE, scan());
        assertTrue(input.translateInline(allocator));
        ByteBuf translated = input.buffer();
        for (int i = 0; i < 500; i++) {
            assertNext("ECHO", "a b");
            assertNext("PING");
        }
        assertNext("GET", "a");
        assertSame(translated, input.buffer());
        assertEquals(RequestScanner.Result.INLINE, scan());
        assertTrue(input.translateInline(allocator));
        assertNext("PING", "x");
        assertEquals(RequestScanner.Result.INLINE, scan());
        assertFalse(input.translateInline(allocator));
        assertEquals("GET \"", new String(input.line(), StandardCharsets.ISO_8859_1));
        input.release();
        assertNothingLeft();
    }

    private void assertNext(String... expected) {
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(List.of(expected), arguments());
        input.scanner().next();
    }

    /// A stranger's line may have more arguments than its request in RESP could.
    @Test
    void aLineWithinItsLimitsIsNotMeasuredAgain() {
        receive("MGET 1 2 3 4 5 6 7 8 9 10\r\n*11\r\n");
        input.scanner().limit(Sender.UNKNOWN);
        assertEquals(RequestScanner.Result.INLINE, scan());
        assertTrue(input.translateInline(allocator));
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        input.scanner().rewind();
        assertEquals(RequestScanner.Result.COMPLETE, scan());
        assertEquals(11, input.scanner().argumentCount());
        input.scanner().next();
        assertEquals(RequestScanner.Result.MALFORMED, scan());
        input.release();
        assertNothingLeft();
    }

    @Test
    void aLargeRequestGrowsByDoubling() {
        String request = Wire.request("SET", "key", "v".repeat(500_000));
        int copies = 0;
        for (int from = 0; from < request.length(); from += 1_000) {
            boolean empty = input.isEmpty();
            ByteBuf before = empty ? allocator.directBuffer(1) : input.buffer();
            receive(request.substring(from, Math.min(request.length(), from + 1_000)));
            copies += before.refCnt() == 0 ? 1 : 0;
            if (empty) {
                before.release();
            }
            scan();
        }
        assertTrue(copies < 12, copies + " copies");
        assertEquals(
                request, Wire.text(input.buffer(), input.scanner().start(), input.scanner().end()));
        input.scanner().next();
        input.trim(allocator);
        assertNothingLeft();
    }

    @Test
    void requestsComeOutAsTheyWereSent() {
        Seeded.check(
                300,
                random -> {
                    List<String> sent = new ArrayList<>();
                    for (int i = 0; i < 20; i++) {
                        sent.add(Wire.request("SET", "k" + i, "v".repeat(random.nextInt(3_000))));
                    }
                    String stream = String.join("", sent);
                    List<String> taken = new ArrayList<>();
                    for (int from = 0; from < stream.length(); ) {
                        int to = Math.min(stream.length(), from + 1 + random.nextInt(4_000));
                        receive(stream.substring(from, to));
                        from = to;
                        int most = random.nextInt(8) + (to == stream.length() ? 20 : 0);
                        while (most-- > 0 && scan() == RequestScanner.Result.COMPLETE) {
                            int start = input.scanner().start();
                            taken.add(Wire.text(input.buffer(), start, input.scanner().end()));
                            input.scanner().next();
                        }
                        input.trim(allocator);
                    }
                    assertEquals(sent, taken);
                    assertNothingLeft();
                });
    }
}
