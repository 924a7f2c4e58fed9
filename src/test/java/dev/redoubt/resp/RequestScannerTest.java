package dev.redoubt.resp;

import static dev.redoubt.resp.RequestScanner.Result.COMPLETE;
import static dev.redoubt.resp.RequestScanner.Result.INCOMPLETE;
import static dev.redoubt.resp.RequestScanner.Result.INLINE;
import static dev.redoubt.resp.RequestScanner.Result.MALFORMED;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/// What is found where, and Redis 7.0's own words for what it refuses.
final class RequestScannerTest {
    private static final String PING = Wire.request("PING");
    private static final String RECORDED =
            Wire.request("SET", "key", "a\r\nb")
                    + "*0\r\n*-1\r\n"
                    + Wire.request("GET", "key")
                    + "PING  hello\r\n"
                    + "\r\n"
                    + Wire.request("ECHO", "")
                    + "*-7\r\n"
                    + Wire.request("MGET", "0123456789", "*1\r\n", "$")
                    + "GET x\n"
                    + PING;

    /// Each find of `RECORDED`, in order.
    private static final List<String> FINDS =
            List.of(
                    "COMPLETE SET/3",
                    "COMPLETE GET/2",
                    "INLINE PING  hello\r\n",
                    "INLINE \r\n",
                    "COMPLETE ECHO/2",
                    "COMPLETE MGET/4",
                    "INLINE GET x\n",
                    "COMPLETE PING/1");

    private static RequestScanner scanner() {
        return new RequestScanner(512L * 1024 * 1024);
    }

    static String[][] malformed() {
        return new String[][] {
            {"*\r\n", "invalid multibulk length"},
            {"*x\r\n", "invalid multibulk length"},
            {"*1x\r\n", "invalid multibulk length"},
            {"*+1\r\n", "invalid multibulk length"},
            {"* 1\r\n", "invalid multibulk length"},
            {"*01\r\n", "invalid multibulk length"},
            {"*-0\r\n", "invalid multibulk length"},
            {"*-\r\n", "invalid multibulk length"},
            {"*2147483648\r\n", "invalid multibulk length"},
            {"*99999999999999999999\r\n", "invalid multibulk length"},
            {"*1\r\n#\r\n", "expected '$', got '#'"},
            {"*1\r\nPING\r\n", "expected '$', got 'P'"},
            {"*1\r\n\u0001\r\n", "expected '$', got '\u0001'"},
            {"*1\r\n\u00ff\r\n", "expected '$', got '?'"},
            {"*-9223372036854775809\r\n", "invalid multibulk length"},
            {"*-99999999999999999999\r\n", "invalid multibulk length"},
            {"*1\r\n$-9223372036854775808\r\n", "invalid bulk length"},
            {"*1\r\n\r\n", "expected '$', got ' '"},
            {"*2\r\n$1\r\nx\r\n:1\r\n", "expected '$', got ':'"},
            {"*1\r\n$\r\n", "invalid bulk length"},
            {"*1\r\n$-1\r\n", "invalid bulk length"},
            {"*1\r\n$01\r\n", "invalid bulk length"},
            {"*1\r\n$1a\r\n", "invalid bulk length"},
            {"*1\r\n$536870913\r\n", "invalid bulk length"},
            {"*1\r\n$9223372036854775808\r\n", "invalid bulk length"},
            {"*" + "1".repeat(64 * 1024), "too big mbulk count string"},
            {"*1\r\n$" + "1".repeat(64 * 1024), "too big bulk count string"},
            {"a".repeat(64 * 1024 + 1), "too big inline request"},
        };
    }

    @ParameterizedTest
    @CsvSource({
        "*10|, INCOMPLETE, ''",
        "*11|, MALFORMED, unauthenticated multibulk length",
        "*2147483648|, MALFORMED, invalid multibulk length",
        "*1|$16384|, INCOMPLETE, ''",
        "*1|$16385|, MALFORMED, unauthenticated bulk length",
        "*1|$536870913|, MALFORMED, invalid bulk length",
        "*1|$4|PING|, COMPLETE, ''"
    })
    void strangersMaySendLittle(String lines, RequestScanner.Result result, String rule) {
        String wire = lines.replace("|", "\r\n");
        ByteBuf in = Wire.of(wire);
        RequestScanner scanner = scanner();
        scanner.limit(Sender.UNKNOWN);
        assertEquals(result, scanner.scan(in));
        assertEquals(rule.isEmpty() ? "" : "Protocol error: " + rule, scanner.problem());
        scanner.limit(Sender.KNOWN);
        scanner.rewind();
        boolean lifted = rule.isEmpty() || rule.startsWith("unauthenticated");
        assertEquals(lifted, scanner.scan(in) != MALFORMED);
        in.release();
    }

    /// What never ends is refused before it takes more memory than its limits add up to.
    @ParameterizedTest
    @ValueSource(strings = {"x", "*1", "*1\r\n$1", "PING \u0000", "*1\u0000"})
    void linesThatNeverEndAreRefused(String begin) {
        ByteBuf in = Wire.of(begin + "1".repeat(64 * 1024 + 8));
        RequestScanner scanner = scanner();
        in.writerIndex(64 * 1024);
        assertEquals(INCOMPLETE, scanner.scan(in));
        in.writerIndex(in.capacity());
        assertEquals(MALFORMED, scanner.scan(in));
        assertTrue(scanner.problem().startsWith("Protocol error: too big "), scanner.problem());
        in.release();
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String wire, String rule) {
        ByteBuf in = Wire.of(wire);
        RequestScanner scanner = scanner();
        assertEquals(MALFORMED, scanner.scan(in));
        assertEquals("Protocol error: " + rule, scanner.problem());
        scanner.rewind();
        assertEquals(MALFORMED, scanner.scan(in), "a second look says the same");
        in.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*1",
                "*1\r",
                "*1\r\n",
                "*1\r\n$",
                "*1\r\n$4\r\n",
                "*1\r\n$4\r\nPING",
                "*1\r\n$4\r\nPING\r",
                "*2\r\n$4\r\nPING\r\n",
                "*0\r\n",
                "*-1\r\n",
                "*-1000000000000000000\r\n",
                "*-9223372036854775808\r\n",
                "PING \u0000\r\n",
                "*1\u0000\r\n$4\r\nPING\r\n",
                "*1\r\n$4\u0000\r\nPING\r\n",
                "*1\r\n\u0000\r\n",
                "P",
                "PING\r",
                "*2147483647\r\n",
                "*1\r\n$536870912\r\n"
            })
    void incomplete(String wire) {
        ByteBuf in = Wire.of(wire);
        assertEquals(INCOMPLETE, scanner().scan(in));
        in.release();
    }

    @Test
    void aLongLineThatEndsIsNotTooBig() {
        ByteBuf in = Wire.of("a".repeat(64 * 1024 - 2) + "\r\n");
        assertEquals(INLINE, scanner().scan(in));
        in.release();
    }

    @Test
    void emptyRequestsAreNoPartOfTheNext() {
        ByteBuf in = Wire.of("*0\r\n*-1\r\n*-20\r\n" + PING);
        RequestScanner scanner = scanner();
        assertEquals(COMPLETE, scanner.scan(in));
        assertEquals(PING, Wire.text(in, scanner.start(), scanner.end()));
        in.release();
    }

    @Test
    void theSecondByteOfALineEndIsNotLookedAt() {
        ByteBuf in = Wire.of("*1\rX$4\rYPINGZZ");
        RequestScanner scanner = scanner();
        assertEquals(COMPLETE, scanner.scan(in), "as Redis");
        assertEquals("PING", name(in, scanner));
        in.release();
    }

    @Test
    void foundAgainUntilNext() {
        ByteBuf in = Wire.of(PING + Wire.request("GET", "a"));
        RequestScanner scanner = scanner();
        assertEquals(COMPLETE, scanner.scan(in));
        assertEquals(COMPLETE, scanner.scan(in));
        scanner.rewind();
        assertEquals(COMPLETE, scanner.scan(in));
        assertEquals("PING", name(in, scanner));
        scanner.next();
        assertEquals(COMPLETE, scanner.scan(in));
        assertEquals("GET", name(in, scanner));
        scanner.rewind();
        assertEquals(PING.length(), scanner.start());
        in.release();
    }

    @Test
    void everySplitFindsTheSame() {
        for (int first = 0; first <= RECORDED.length(); first++) {
            for (int second = first; second <= RECORDED.length(); second++) {
                assertEquals(FINDS, finds(first, second), first + ", " + second);
            }
        }
    }

    private static List<String> finds(int... cuts) {
        ByteBuf in = Wire.of(RECORDED);
        RequestScanner scanner = scanner();
        List<String> finds = new ArrayList<>();
        for (int cut : cuts) {
            in.writerIndex(cut);
            take(in, scanner, finds);
        }
        in.writerIndex(RECORDED.length());
        take(in, scanner, finds);
        in.release();
        return finds;
    }

    private static void take(ByteBuf in, RequestScanner scanner, List<String> finds) {
        RequestScanner.Result found;
        while ((found = scanner.scan(in)) != INCOMPLETE) {
            finds.add(
                    found == COMPLETE
                            ? "COMPLETE " + name(in, scanner) + "/" + scanner.argumentCount()
                            : found + " " + Wire.text(in, scanner.start(), scanner.end()));
            scanner.next();
        }
    }

    private static String name(ByteBuf in, RequestScanner scanner) {
        return Wire.text(in, scanner.nameStart(), scanner.nameStart() + scanner.nameLength());
    }

    @Test
    void bytesThatMoveAreFoundWhereTheyWent() {
        String request = Wire.request("SET", "key", "value");
        for (int cut = 0; cut < request.length(); cut++) {
            RequestScanner scanner = scanner();
            ByteBuf before = Wire.of("......." + request.substring(0, cut));
            scanner.begin(7);
            assertEquals(INCOMPLETE, scanner.scan(before));
            ByteBuf after = Wire.of(".." + request);
            scanner.shift(-5);
            assertEquals(COMPLETE, scanner.scan(after), "cut at " + cut);
            assertEquals(request, Wire.text(after, scanner.start(), scanner.end()));
            assertEquals("SET", name(after, scanner));
            before.release();
            after.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1_000, 100_000})
    void looksAtNoByteAgainAndAgain(int step) {
        String large = Wire.request("SET", "key", "v".repeat(30_000));
        String line = "PING " + "x".repeat(30_000) + "\r\n";
        for (String stream :
                List.of(
                        RECORDED,
                        RECORDED.repeat(20),
                        "*0\r\n".repeat(50),
                        "*1\r\n$0\r\n\r\n".repeat(50),
                        "\n".repeat(50),
                        large + line + large)) {
            Wire.Counting in = new Wire.Counting(stream);
            RequestScanner scanner = scanner();
            for (int received = 0; received <= stream.length(); received += step) {
                in.writerIndex(received);
                take(in, scanner, new ArrayList<>());
            }
            assertTrue(in.looks() <= 2L * stream.length(), in.looks() + " of " + stream.length());
            in.release();
        }
    }

    @Test
    void startsAnywhereInTheBuffer() {
        ByteBuf in = Unpooled.wrappedBuffer(Wire.of("noise" + PING));
        RequestScanner scanner = scanner();
        scanner.begin(5);
        assertEquals(COMPLETE, scanner.scan(in));
        assertEquals(5, scanner.start());
        assertEquals(in.writerIndex(), scanner.end());
        in.release();
    }
}
