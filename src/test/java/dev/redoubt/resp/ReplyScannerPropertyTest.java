package dev.redoubt.resp;

import static dev.redoubt.resp.ReplyScanner.INCOMPLETE;
import static dev.redoubt.resp.ReplyScanner.MALFORMED;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Streams of replies, whole and damaged, cut at random and at every byte.
final class ReplyScannerPropertyTest {
    private static final int DEPTH_LIMIT = 16 * 1024;

    private static final String RECORDED =
            String.join(
                    "\r\n",
                    "+OK",
                    "-ERR no",
                    ":-9223372036854775808",
                    "$0\r\n",
                    "$-1",
                    "*-1",
                    "*0",
                    "$11\r\n*1\r\n$1\r\nx\r\n",
                    "*3\r\n*2\r\n:1\r\n*1\r\n*0\r\n%1\r\n+a\r\n~2\r\n_\r\n#f\r\n$1\r\nx",
                    "|1\r\n+ttl\r\n%1\r\n+k\r\n|1\r\n+deep\r\n:1\r\n:2\r\n,-inf",
                    ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$-1",
                    "(-3492890328409238509324850943850943825024385",
                    "=8\r\ntxt:So\r\n",
                    "!5\r\nERR x",
                    "#t",
                    "_",
                    "~0",
                    "%0",
                    ">0",
                    "");

    @Test
    void aRecordedStreamIsReadTheSameWhereverCut() {
        List<String> whole = found(RECORDED, RECORDED.length());
        assertEquals(19, whole.size());
        for (int first = 0; first <= RECORDED.length(); first++) {
            for (int second = first; second <= RECORDED.length(); second++) {
                assertEquals(whole, found(RECORDED, first, second, RECORDED.length()));
            }
        }
    }

    @Test
    void damagedStreamsAreReadTheSameHoweverCut() {
        Seeded.check(
                Seeded.cases(30_000),
                random -> {
                    String three =
                            Hostile.reply(random, 3)
                                    + Hostile.reply(random, 2)
                                    + Hostile.reply(random, 1);
                    String stream = Hostile.damaged(three, random);
                    List<String> whole = found(stream, stream.length());
                    assertEquals(whole, found(stream, cuts(stream.length(), 8, random)));
                    assertEquals(whole, found(stream, cuts(stream.length(), 1, random)));
                });
    }

    @Test
    void noiseIsReadTheSameHoweverCut() {
        Seeded.check(
                Seeded.cases(20_000),
                random -> {
                    String noise = "*$%|>".charAt(random.nextInt(5)) + Wire.bytes(random, 60);
                    assertEquals(
                            found(noise, noise.length()),
                            found(noise, cuts(noise.length(), 1, random)));
                });
    }

    /// As deep as it may be, each level with something behind it, one byte at a time.
    @ParameterizedTest
    @ValueSource(strings = {"*2", "~2", ">2", "%1", "|1"})
    void nestedRepliesAreReadOnceByteByByte(String head) {
        String open = (head + "\r\n").repeat(DEPTH_LIMIT);
        String key = head.equals("%1") || head.equals("|1") ? ":1\r\n" : "";
        String stream =
                open.replace("\r\n", "\r\n" + key) + ":1\r\n" + ":2\r\n".repeat(DEPTH_LIMIT);
        List<String> finds = found(stream, cuts(stream.length(), 1, new Random(0)));
        assertEquals(found(stream, stream.length()), finds);
        assertFalse(finds.isEmpty());
        assertFalse(finds.getLast().startsWith("nested"), finds.getLast());
        String deeper = head + "\r\n" + key + stream;
        assertEquals(List.of("nested deeper than " + DEPTH_LIMIT), found(deeper, deeper.length()));
    }

    private static int[] cuts(int length, int longest, Random random) {
        List<Integer> cuts = new ArrayList<>();
        for (int at = 0; at < length; cuts.add(at)) {
            at = Math.min(length, at + 1 + random.nextInt(longest));
        }
        return cuts.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Type and end of each reply in the stream, shown up to each of the cuts in turn, looking at
    /// each byte no more than twice; what breaks the protocol is the last.
    private static List<String> found(String stream, int... cuts) {
        Wire.Counting in = new Wire.Counting(stream);
        ReplyScanner scanner = new ReplyScanner();
        List<String> finds = new ArrayList<>();
        int from = 0;
        for (int limit : cuts) {
            while (from < limit) {
                int end = scanner.scan(in, from, limit);
                if (end == MALFORMED) {
                    finds.add(scanner.problem());
                    assertFalse(scanner.problem().isEmpty());
                    return finds;
                }
                if (end != INCOMPLETE) {
                    assertTrue(end > from && end <= limit && !scanner.midReply());
                    finds.add((char) scanner.type() + " " + end);
                }
                from = end == INCOMPLETE ? limit : end;
            }
        }
        assertTrue(in.looks() <= 2L * stream.length(), in.looks() + " of " + stream.length());
        in.release();
        return finds;
    }
}
