package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The road between Redoubt and the primary is cut, silently, and no other: the Sentinels hear the
/// primary and move nothing. Takes root.
@Timeout(150)
class CutRoadIT {
    private static final int WRITERS = 4;

    /// What TCP lets pass unconfirmed on a link ([dev.redoubt.net]); its timers are coarse.
    private static final long KERNEL_NANOS = TimeUnit.SECONDS.toNanos(19);

    private static final long STRICT_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long SLACK_NANOS = TimeUnit.SECONDS.toNanos(5);

    @TempDir private Path folder;

    @Test
    void itIsNoticedAndSurvived() throws Exception {
        try (TwoRoads roads = TwoRoads.start(folder, "", "response_timeout: 2s");
                SentinelEvents sentinels = new SentinelEvents(roads.sentinels());
                Writers patient = new Writers("p", WRITERS, roads.door(0), Writer.Write.INCR);
                Writers strict = new Writers("s", WRITERS, roads.door(1), Writer.Write.INCR)) {
            patient.awaitProgress();
            strict.awaitProgress();
            long cutNanos = System.nanoTime();
            roads.cut();

            long strictNanos = awaitLost(roads, 1, "no answer within 2000 ms") - cutNanos;
            long patientNanos = awaitLost(roads, 0, "no sign of life from its machine") - cutNanos;
            // All that was on its way is told; what comes now waits.
            RealSentinels.await(
                    "the unanswered", () -> patient.errorsSince(cutNanos).size() >= WRITERS);
            String refused = "no primary within 12500 ms: " + roads.primary() + ": no connection";
            RealSentinels.await(
                    "the end of a wait",
                    () ->
                            strict.errorsSince(cutNanos).stream()
                                    .anyMatch(each -> each.reply().contains(refused)));
            long healNanos = System.nanoTime();
            roads.heal();
            RealSentinels.await("writes again", () -> patient.hasAcknowledgedSince(healNanos));
            RealSentinels.await("writes again", () -> strict.hasAcknowledgedSince(healNanos));
            patient.awaitProgress();
            strict.awaitProgress();
            patient.finish();
            strict.finish();

            roads.node().err().lines().forEach(line -> System.out.println("    " + line));
            System.out.printf(
                    "the road is cut: noticed after %s with response_timeout: 2s, after %s by TCP;"
                            + " %d and %d errors; healed: the first acknowledgement after %s and"
                            + " %s%n",
                    Millis.of(strictNanos),
                    Millis.of(patientNanos),
                    strict.errorsSince(cutNanos).size(),
                    patient.errorsSince(cutNanos).size(),
                    Millis.of(strict.firstAcknowledgedNanos(healNanos) - healNanos),
                    Millis.of(patient.firstAcknowledgedNanos(healNanos) - healNanos));
            assertTrue(strictNanos >= STRICT_NANOS - SLACK_NANOS / 10, strictNanos + " ns");
            assertTrue(strictNanos < STRICT_NANOS + SLACK_NANOS, strictNanos + " ns");
            assertTrue(patientNanos > STRICT_NANOS + SLACK_NANOS, patientNanos + " ns");
            assertTrue(patientNanos < KERNEL_NANOS + SLACK_NANOS, patientNanos + " ns");
            assertEquals(0, sentinels.count("+odown"));
            assertEquals(0, sentinels.count("+switch-master"));
            for (Writers each : List.of(patient, strict)) {
                assertEquals(0, each.broken().size(), each.broken()::toString);
                assertOnceAtMost(roads, each, cutNanos);
                assertTrue(each.firstAcknowledgedNanos(healNanos) - healNanos < SLACK_NANOS);
            }
        }
    }

    private static long awaitLost(TwoRoads roads, int pool, String reason) {
        String words = "pool pool" + pool + ": lost the primary " + roads.primary() + ": " + reason;
        RealSentinels.await(words, () -> roads.node().err().contains(words));
        return System.nanoTime();
    }

    /// What was acknowledged is there once; of the others, what was refused is not there, and what
    /// was unanswered once at most.
    private static void assertOnceAtMost(TwoRoads roads, Writers writers, long cutNanos)
            throws IOException {
        try (PlainClient client = new PlainClient(roads.primary())) {
            for (Writer.Answer each : writers.acknowledged()) {
                assertEquals(":1", each.reply(), each::toString);
                assertEquals("1", client.ask("GET", each.key()), each::toString);
            }
            for (Writer.Answer each : writers.errorsSince(cutNanos)) {
                String value = client.ask("GET", each.key());
                boolean unanswered = each.reply().contains("may or may not have been executed");
                Optional<String> once = Optional.of("1").filter(value::equals);
                assertTrue(value.equals("nil") || (unanswered && once.isPresent()), each::toString);
            }
        }
    }
}
