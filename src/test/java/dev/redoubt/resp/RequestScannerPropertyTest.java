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
                Seeded.cases(5_000),
                random -> {
                    List<String> sent =
                            Stream.generate(() -> Hostile.request(random)).limit(5).toList();
                    assertEquals(sent, found(String.join("", sent), Sender.KNOWN, 8, random));
                });
    }

    @Test
    void damagedRequestsAreFoundTheSameHoweverCut() {
        Seeded.check(
                Seeded.cases(30_000),
                random -> {
                    String three =
                            Hostile.request(random)
                                    + Hostile.request(random)
                                    + Hostile.request(random);
                    String stream = Hostile.damaged(three, random);
                    Sender sender = random.nextBoolean() ? Sender.KNOWN : Sender.UNKNOWN;
                    List<String> whole = found(stream, sender, Integer.MAX_VALUE, random);
                    assertEquals(whole, found(stream, sender, 8, random));
                    assertEquals(whole, found(stream, sender, 1, random));
                });
    }

    @Test
    void noiseIsFoundTheSameHoweverCut() {
        Seeded.check(
                Seeded.cases(20_000),
                random -> {
                    String noise = (random.nextBoolean() ? "*" : "") + Wire.bytes(random, 60);
                    assertEquals(
                            found(noise, Sender.KNOWN, Integer.MAX_VALUE, random),
                            found(noise, Sender.KNOWN, 1, random));
                });
    }

    /// What is found in pieces of random length, looking at each byte no more than twice; a
    /// protocol error is the last.
    private static List<String> found(String stream, Sender sender, int longest, Random cuts) {
        Wire.Counting in = new Wire.Counting(stream);
        RequestScanner scanner = new RequestScanner(BULK_LIMIT);
        scanner.limit(sender);
        List<String> finds = new ArrayList<>();
        int received = 0;
        while (received < stream.length()) {
            int most = Math.min(longest, stream.length() - received);
            received += 1 + cuts.nextInt(most);
            in.writerIndex(received);
            Result result;
            while ((result = scanner.scan(in)) != Result.INCOMPLETE) {
                if (result == Result.MALFORMED) {
                    assertTrue(scanner.problem().startsWith("Protocol error: "));
                    finds.add(scanner.problem());
                    received = stream.length();
                    break;
                }
                assertTrue(scanner.end() > scanner.start() && scanner.end() <= received);
                finds.add(Wire.text(in, scanner.start(), scanner.end()));
                scanner.next();
            }
        }
        assertTrue(in.looks() <= 2L * stream.length(), in.looks() + " of " + stream.length());
        in.release();
        assertEquals(0, in.refCnt());
        return finds;
    }
}
