package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// What the user asked of the demo, as values.
///
/// @param port for clients, 0 for a free one
/// @param adminPort the same for the admin address
/// @param exitAfter counted from when it serves; empty means until it is told to stop
/// @param killPrimaryEvery empty means never
record DemoOptions(
        int port,
        int adminPort,
        Optional<Duration> exitAfter,
        Optional<Duration> killPrimaryEvery,
        LoadPlan load) {

    /// The load that the demo puts on itself.
    ///
    /// @param perSecond requests of all connections together; 0 means none
    record LoadPlan(int perSecond, int connections) {}

    /// A value that cannot be used; the message says which option and what it takes.
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String option, String value, String expected) {
            super(option + ": " + value + " (expected: " + expected + ")");
        }
    }

    static int number(String option, String value, int least, int most) throws Unusable {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of bounds.
        }
        throw new Unusable(option, value, "a number from " + least + " to " + most);
    }

    /// A whole number with its unit: `500ms`, `30s`, `5m`, `1h`; null stays empty.
    static Optional<Duration> duration(String option, @Nullable String value) throws Unusable {
        if (value == null) {
            return Optional.empty();
        }
        int digits = 0;
        while (digits < value.length()
                && value.charAt(digits) >= '0'
                && value.charAt(digits) <= '9') {
            digits++;
        }
        if (digits > 0 && digits < 10) {
            long amount = Long.parseLong(value, 0, digits, 10);
            Optional<Duration> duration = of(amount, value.substring(digits));
            if (amount > 0 && duration.isPresent()) {
                return duration;
            }
        }
        throw new Unusable(option, value, "a time with its unit, such as 500ms, 30s or 5m");
    }

    private static Optional<Duration> of(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Optional.of(Duration.ofMillis(amount));
            case "s" -> Optional.of(Duration.ofSeconds(amount));
            case "m" -> Optional.of(Duration.ofMinutes(amount));
            case "h" -> Optional.of(Duration.ofHours(amount));
            default -> Optional.empty();
        };
    }
}
