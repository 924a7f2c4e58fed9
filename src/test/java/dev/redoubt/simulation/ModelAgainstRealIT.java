package dev.redoubt.simulation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/// The model of Sentinel against the real ones: the same fault, and what each Sentinel publishes
/// then. The model is played with many seeds, half of them with the delays of a busy machine; the
/// real Sentinels must do what one of these did, in that order, and within [#TOLERANCE_MILLIS] of
/// the times that the model takes.
class ModelAgainstRealIT {
    private static final int SEEDS = 4000;

    /// Real processes are scheduled, and share two cores with everything else.
    private static final long TOLERANCE_MILLIS = 500;

    @ParameterizedTest
    @EnumSource(FaultScript.class)
    void realSentinelsDoWhatTheModelDoes(FaultScript script) {
        Map<List<String>, List<Heard>> model =
                LongStream.range(0, SEEDS)
                        .mapToObj(seed -> ModelRun.play(script, seed))
                        .collect(Collectors.groupingBy(Heard::shapes));
        Heard real = RealRun.play(script);
        List<Heard> alike = model.getOrDefault(real.shapes(), List.of());
        System.out.printf(
                "%s: as %d of %d runs of the model, which knows %d ways%n",
                script, alike.size(), SEEDS, model.size());
        assertFalse(
                alike.isEmpty(),
                () ->
                        "%s: %s (expected: as the model, such as %s)"
                                .formatted(script, real.sentinels(), model.keySet()));
        assertAll(
                FaultScript.CHANNELS.stream()
                        .filter(channel -> real.firstMillis(channel) >= 0)
                        .map(channel -> () -> checkTime(channel, model.values(), real)));
    }

    private static void checkTime(String channel, Collection<List<Heard>> ways, Heard real) {
        LongSummaryStatistics model =
                ways.stream()
                        .flatMap(List::stream)
                        .mapToLong(run -> run.firstMillis(channel))
                        .filter(millis -> millis >= 0)
                        .summaryStatistics();
        long took = real.firstMillis(channel);
        System.out.printf(
                "  %-36s real %5d ms, model %5d to %5d ms%n",
                channel, took, model.getMin(), model.getMax());
        assertTrue(
                took >= model.getMin() - TOLERANCE_MILLIS
                        && took <= model.getMax() + TOLERANCE_MILLIS,
                () ->
                        "%s after %d ms (expected: %d to %d ms, within %d ms)"
                                .formatted(
                                        channel,
                                        took,
                                        model.getMin(),
                                        model.getMax(),
                                        TOLERANCE_MILLIS));
    }
}
