package dev.redoubt.peers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;

class StolenTimeTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofMillis(100);
    private final StolenTime stolen = new StolenTime();

    private static Instant at(int millis) {
        return START.plusMillis(millis);
    }

    private void sample(int millis, long... ticks) {
        List<Long> all = Arrays.stream(ticks).boxed().toList();
        stolen.add(new StolenTime.Sample(at(millis), all));
    }

    @Test
    void eachProcessorHasALine() {
        List<String> stat =
                List.of(
                        "cpu  9 9 9 9 9 9 9 99 0 0",
                        "cpu0 1 2 3 4 5 6 7 8 9 10",
                        "cpu11 1 2 3 4 5 6 7 18 9 10",
                        "intr 1 2 3");
        assertEquals(List.of(8L, 18L), StolenTime.ticks(stat));
    }

    @Test
    void nothingIsLostWhereNothingIsKnown() {
        assertEquals(Duration.ZERO, stolen.between(at(0), at(100)));
        assertEquals(Duration.ZERO, stolen.most(at(0), WINDOW));
    }

    @Test
    void whatTheEdgesOfATimeLostCountsAsLostInIt() {
        sample(0, 0, 0);
        sample(20, 1, 0);
        sample(40, 3, 1);
        sample(60, 3, 8);
        assertEquals(Duration.ofMillis(30), stolen.between(at(25), at(39)));
        assertEquals(Duration.ofMillis(30), stolen.between(at(20), at(40)));
        assertEquals(Duration.ofMillis(110), stolen.between(at(0), at(100)));
    }

    @Test
    void theMostIsOfOneProcessorAndWithinTheWindow() {
        sample(0, 0, 0);
        sample(60, 4, 3);
        sample(120, 8, 3);
        sample(180, 12, 11);
        assertEquals(Duration.ofMillis(80), stolen.most(at(0), WINDOW.plusMillis(30)));
        assertEquals(Duration.ofMillis(80), stolen.most(at(0), Duration.ofMillis(60)));
        assertEquals(Duration.ofMillis(120), stolen.most(at(0), Duration.ofMillis(180)));
        assertEquals(Duration.ofMillis(80), stolen.most(at(130), WINDOW));
    }

    @Test
    void whoLooksTooRarelyStillSeesIt() {
        sample(0, 0);
        sample(500, 48);
        assertEquals(Duration.ofMillis(480), stolen.most(at(0), WINDOW));
    }

    /// The clock of the samples is the real one here.
    @Test
    void aTestMayFailAgainOnlyWhereTheMachineWasRobbed() {
        Instant now = Instant.now();
        RobbedMachine judge = new RobbedMachine(stolen, new HashMap<>());
        stolen.add(new StolenTime.Sample(now, List.of(0L)));
        judge.before("calm", now);
        judge.failed("calm", "calm()", "a reason");
        judge.before("robbed", now);
        stolen.add(new StolenTime.Sample(now.plusMillis(20), List.of(10L)));
        judge.failed("robbed", "robbed()", "another");

        assertDoesNotThrow(() -> judge.before("robbed", now));
        AssertionError again = assertThrows(AssertionError.class, () -> judge.before("calm", now));
        assertEquals("failed before, on a machine that was there: a reason", again.getMessage());
    }
}
