package dev.redoubt.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When what happened in a move. Immutable. The distances are of a clock that nobody sets; only
/// `lost` is the wall's, for people.
///
/// @param lost when the primary before was lost: commands wait from then on
/// @param steps when all else happened, counted from `lost`, negative before it; what was not seen
///   is absent
public record Timeline(Instant lost, Map<Step, Duration> steps) {
    /// What may happen, in the usual order.
    public enum Step {
        /// The primary before answered for the last time.
        LAST_ANSWER("last answer"),
        /// A Sentinel does not hear it any more (+sdown).
        SUSPECTED("suspected"),
        /// Enough Sentinels agree that it is down (+odown).
        AGREED_DOWN("agreed down"),
        /// A Sentinel was voted to lead the failover (+elected-leader).
        ELECTED("leader elected"),
        /// The first Sentinel announced the new primary (+switch-master).
        ANNOUNCED("announced"),
        /// Enough of them name it: commands go there as soon as it answers.
        NAMED("named"),
        /// The first command was sent to it.
        FIRST_COMMAND("first command");

        private final String words;

        Step(String words) {
            this.words = words;
        }

        /// For people.
        public String words() {
            return words;
        }
    }

    /// Keeps an unchangeable copy, in order.
    public Timeline {
        Map<Step, Duration> ordered = new EnumMap<>(Step.class);
        ordered.putAll(steps);
        steps = Collections.unmodifiableMap(ordered);
    }

    /// When a step happened, if it was seen.
    public Optional<Instant> at(Step step) {
        return Optional.ofNullable(steps.get(step)).map(lost::plus);
    }

    /// From the loss to the first command on the new primary; zero while that is not known.
    public Duration pause() {
        return steps.getOrDefault(Step.FIRST_COMMAND, Duration.ZERO);
    }

    /// The steps with their distances.
    String words() {
        List<String> told = new ArrayList<>();
        steps.forEach((step, after) -> {
            if (step != Step.FIRST_COMMAND) {
                String sign = after.isNegative() ? "" : "+";
                told.add(step.words() + " " + sign + after.toMillis() + " ms");
            }
        });
        return String.join(", ", told);
    }
}
