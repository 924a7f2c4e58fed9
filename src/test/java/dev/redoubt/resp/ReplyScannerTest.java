package dev.redoubt.resp;

import static dev.redoubt.resp.ReplyScanner.INCOMPLETE;
import static dev.redoubt.resp.ReplyScanner.MALFORMED;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Random;

/// Where replies end, in both versions of the protocol, however they are cut.
final class ReplyScannerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+OK\r\n",
                "+\r\n",
                "-ERR no\r\n",
                ":1\r\n",
                ":-9223372036854775808\r\n",
                "_\r\n",
                "#t\r\n",
                ",1.5e3\r\n",
                ",-inf\r\n",
                "(3492890328409238509324850943850943825024385\r\n",
                "$0\r\n\r\n",
                "$3\r\n\r\n+\r\n",
                "$-1\r\n",
                "=8\r\ntxt:Some\r\n",
                "!6\r\nERR\r\nx\r\n",
                "*0\r\n",
                "*-1\r\n",
                "%0\r\n",
                "~0\r\n",
                ">0\r\n",
                "*2\r\n$-1\r\n*-1\r\n",
                "*3\r\n*2\r\n:1\r\n*1\r\n*0\r\n%1\r\n+a\r\n~2\r\n_\r\n#f\r\n$1\r\nx\r\n",
                "%2\r\n+a\r\n:1\r\n*1\r\n+b\r\n%0\r\n",
                "*2\r\n%1\r\n+k\r\n*0\r\n_\r\n",
                "*10\r\n:0\r\n:1\r\n:2\r\n:3\r\n:4\r\n:5\r\n:6\r\n:7\r\n:8\r\n:9\r\n",
                ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$4\r\n*1\r\n\r\n",
                "|1\r\n+ttl\r\n:3\r\n+OK\r\n",
                "|0\r\n+OK\r\n",
                "|1\r\n+a\r\n:1\r\n|1\r\n+b\r\n*0\r\n*1\r\n:1\r\n",
                "*2\r\n|1\r\n+ttl\r\n%1\r\n+a\r\n:1\r\n:1\r\n|0\r\n$1\r\nx\r\n",
                "*1\r\n|1\r\n|1\r\n+x\r\n:1\r\n+a\r\n_\r\n:7\r\n"
            })
    void endsThereHoweverCut(String reply) {
        String stream = reply + "+next\r\n";
        ByteBuf in = Wire.of(stream);
        for (int first = 0; first <= reply.length(); first++) {
            for (int second = first; second <= reply.length(); second++) {
                assertEquals(reply.length(), end(in, first, second), first + ", " + second);
            }
        }
        in.release();
    }

    /// Where the reply ends, shown in three pieces.
    private static int end(ByteBuf in, int first, int second) {
        ReplyScanner scanner = new ReplyScanner();
        int from = 0;
        for (int limit : new int[] {first, second, in.writerIndex()}) {
            int end = scanner.scan(in, from, limit);
            if (end != INCOMPLETE) {
                assertFalse(scanner.midReply());
                return end;
            }
            assertEquals(limit > 0, scanner.midReply());
            from = limit;
        }
        return INCOMPLETE;
    }

    @ParameterizedTest
    @CsvSource({
        "+OK, +",
        "'*2|:1|$1|x', *",
        "'>2|+invalidate|*1|+k', >",
        "'|1|+ttl|:3|$1|x', $",
        "'|1|+ttl|:3|>1|+x', >",
        "'|0|-ERR', -"
    })
    void typeIsTheReplysOwn(String lines, char type) {
        String reply = lines.replaceAll("(?<!^)(?<!\\|)\\|(?!\\d\\|\\+ttl)", "\r\n") + "\r\n";
        ByteBuf in = Wire.of(reply);
        ReplyScanner scanner = new ReplyScanner();
        assertEquals(reply.length(), scanner.scan(in, 0, reply.length()));
        assertEquals(type, (char) scanner.type());
        in.release();
    }

    @ParameterizedTest
    @CsvSource({
        "'?|', unknown reply type 0x3f",
        "'OK|', unknown reply type 0x4f",
        "'|', unknown reply type 0xd",
        "'*1|x', unknown reply type 0x78",
        "'$|', invalid length",
        "'$-|', invalid length",
        "'$-2|', invalid length",
        "'$--1|', invalid length",
        "'$1-|', invalid length",
        "'$+1|', invalid length",
        "'$?|', invalid length",
        "'$1 |', invalid length",
        "'*1x|', invalid length",
        "'*2|:1|~-5|', invalid length",
        "'%-1|', invalid length",
        "'~-1|', invalid length",
        "'>-1|', invalid length",
        "'=-1|', invalid length",
        "'$1099511627777|', length out of range",
        "'*99999999999999999999|', length out of range"
    })
    void malformed(String lines, String rule) {
        String reply = lines.replace("|", "\r\n");
        ByteBuf in = Wire.of(reply);
        for (int cut = 0; cut < reply.length(); cut++) {
            ReplyScanner scanner = new ReplyScanner();
            int end = scanner.scan(in, 0, cut);
            if (end != MALFORMED) {
                end = scanner.scan(in, cut, reply.length());
            }
            assertEquals(MALFORMED, end);
            assertEquals(rule, scanner.problem());
        }
        in.release();
    }

    @ParameterizedTest
    @CsvSource({"16384, true", "16385, false"})
    void nestsSoDeep(int depth, boolean taken) {
        String reply = "*1\r\n".repeat(depth) + ":1\r\n";
        ByteBuf in = Wire.of(reply);
        ReplyScanner scanner = new ReplyScanner();
        assertEquals(taken ? reply.length() : MALFORMED, scanner.scan(in, 0, reply.length()));
        assertEquals(taken ? "" : "nested deeper than 16384", scanner.problem());
        in.release();
    }

    @Test
    void bodiesAndLinesOfAnyLengthAreOnlyCounted() {
        ByteBuf piece = Wire.of("x".repeat(1 << 20));
        ByteBuf head = Wire.of("$" + (3L << 30) + "\r\n");
        ByteBuf end = Wire.of("\r\n+OK\r\n");
        ReplyScanner scanner = new ReplyScanner();
        assertEquals(INCOMPLETE, scanner.scan(head, 0, head.writerIndex()));
        for (int i = 0; i < 3 << 10; i++) {
            assertEquals(INCOMPLETE, scanner.scan(piece, 0, piece.writerIndex()));
        }
        assertEquals(2, scanner.scan(end, 0, end.writerIndex()));
        assertEquals(end.writerIndex(), scanner.scan(end, 2, end.writerIndex()));
        piece.release();
        head.release();
        end.release();
    }

    @Test
    void repliesEndWhereTheyWereEnded() {
        Seeded.check(
                2_000,
                random -> {
                    StringBuilder out = new StringBuilder(Hostile.reply(random, 5));
                    int first = out.length();
                    out.append(Hostile.reply(random, 5));
                    ByteBuf in = new Wire.Counting(out.toString());
                    ReplyScanner scanner = new ReplyScanner();
                    assertEquals(first, cut(scanner, in, 0, random));
                    assertEquals(out.length(), cut(scanner, in, first, random));
                    in.release();
                    assertEquals(0, in.refCnt());
                });
    }

    @Test
    void noiseIsRefusedOrAwaited() {
        Seeded.check(
                5_000,
                random -> {
                    StringBuilder out = new StringBuilder(Hostile.reply(random, 3));
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        out.insert(random.nextInt(out.length() + 1), Wire.bytes(random, 2));
                    }
                    Wire.Counting in = new Wire.Counting(out.toString());
                    int end = cut(new ReplyScanner(), in, 0, random);
                    assertTrue(end < 0 || end <= out.length());
                    assertTrue(in.looks() <= 2L * out.length());
                    in.release();
                });
    }

    private static int cut(ReplyScanner scanner, ByteBuf in, int start, Random random) {
        int from = start;
        while (from < in.writerIndex()) {
            int limit = Math.min(in.writerIndex(), from + random.nextInt(12));
            int end = scanner.scan(in, from, limit);
            if (end != INCOMPLETE) {
                return end;
            }
            from = limit;
        }
        return INCOMPLETE;
    }
}
