package dev.redoubt.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.RequestScanner.Result;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Random requests, whole and damaged, cut at random.
final class RequestScannerPropertyTest {
    private static final long BULK_LIMIT = 1_000_000;

    @Test
    void requestsEndWhereTheyWereEnded() {
        Seeded.check(
                2_000,
                random -> {
                    List<String> sent = Stream.generate(() -> request(random)).limit(5).toList();
                    assertEquals(sent, found(String.join("", sent), random));
                });
    }

    @Test
    void damagedRequestsAreFoundTheSameHoweverCut() {
        Seeded.check(
                5_000,
                random -> {
                    String stream =
                            damaged(request(random) + request(random) + request(random), random);
                    Random cuts = new Random(random.nextLong());
                    assertEquals(found(stream, cuts), found(stream, cuts));
                });
    }

    private static String request(Random random) {
        int count = 1 + random.nextInt(4);
        return Wire.request(
                Stream.generate(() -> Wire.bytes(random, 20)).limit(count).toArray(String[]::new));
    }

    private static String damaged(String stream, Random random) {
        StringBuilder out = new StringBuilder(stream);
        for (int edits = 1 + random.nextInt(3); edits > 0 && !out.isEmpty(); edits--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(4)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.setCharAt(at, "*$\r\n-0129x".charAt(random.nextInt(10)));
                case 2 -> out.insert(at, Wire.bytes(random, 3));
                default -> out.setLength(at);
            }
        }
        return out.toString();
    }

    /// What is found, in pieces of random length; a protocol error is the last.
    private static List<String> found(String stream, Random cuts) {
        Wire.Counting in = new Wire.Counting(stream);
        RequestScanner scanner = new RequestScanner(BULK_LIMIT);
        List<String> finds = new ArrayList<>();
        int received = 0;
        while (received < stream.length()) {
            received = Math.min(stream.length(), received + 1 + cuts.nextInt(8));
            in.writerIndex(received);
            Result result;
            while ((result = scanner.scan(in)) != Result.INCOMPLETE) {
                if (result == Result.MALFORMED) {
                    finds.add(scanner.problem());
                    in.release();
                    return finds;
                }
                assertTrue(scanner.end() > scanner.start() && scanner.end() <= received);
                finds.add(Wire.text(in, scanner.start(), scanner.end()));
                scanner.next();
            }
        }
        in.release();
        assertEquals(0, in.refCnt());
        return finds;
    }
}
