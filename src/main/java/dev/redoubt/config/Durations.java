package dev.redoubt.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations with their unit: `500ms`, `1.5s`, `10m`, `2h`.
final class Durations {
    private static final String EXPECTED = "a duration with its unit, such as 10s";
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,40}(?:\\.[0-9]{1,9})?)([a-z]+)");
    private static final Map<String, Duration> UNITS =
            Map.of(
                    "ms", Duration.ofMillis(1),
                    "s", Duration.ofSeconds(1),
                    "m", Duration.ofMinutes(1),
                    "h", Duration.ofHours(1));

    /// Zero or more.
    static final Syntax<Duration> ANY = between(Duration.ZERO, Duration.ofDays(365), "0s to 8760h");

    /// For timers that run again and again, and for waits that zero would switch off.
    static final Syntax<Duration> TIMER =
            between(Duration.ofMillis(1), Duration.ofHours(1), "1ms to 1h");

    /// What the kernel takes for TCP keepalive, which counts whole seconds; zero is off.
    static final Syntax<Duration> KEEPALIVE = wholeSeconds(Duration.ofHours(9), "0s to 9h");

    /// What the packets of VRRP's version 2 can say.
    static final Syntax<Duration> ADVERTS_V2 =
            adverts(Duration.ofSeconds(1), Duration.ofSeconds(255), "1s to 255s, by 1s");

    /// What those of version 3 can say.
    static final Syntax<Duration> ADVERTS_V3 =
            adverts(Duration.ofMillis(10), Duration.ofMillis(40_950), "10ms to 40.95s, by 10ms");

    /// How often neighbours are reminded of an address: a few packets each time.
    static final Syntax<Duration> ANNOUNCEMENTS =
            between(Duration.ofSeconds(1), Duration.ofDays(1), "1s to 24h");

    private Durations() {}

    /// Multiples of `least` up to `most`.
    private static Syntax<Duration> adverts(Duration least, Duration most, String span) {
        return new Syntax<>(
                EXPECTED,
                text ->
                        switch (parse(text, least, most, span)) {
                            case Parsed.Good<Duration>(Duration good)
                                    when good.toNanos() % least.toNanos() != 0 ->
                                    new Parsed.Bad<>("a duration from " + span);
                            case Parsed<Duration> other -> other;
                        });
    }

    private static Syntax<Duration> wholeSeconds(Duration most, String span) {
        String expected = "whole seconds from " + span;
        return new Syntax<>(
                expected,
                text ->
                        switch (parse(text, Duration.ZERO, most, span)) {
                            case Parsed.Good<Duration>(Duration good)
                                    when !good.equals(good.truncatedTo(ChronoUnit.SECONDS)) ->
                                    new Parsed.Bad<>(expected);
                            case Parsed<Duration> other -> other;
                        });
    }

    private static Syntax<Duration> between(Duration least, Duration most, String span) {
        return new Syntax<>(EXPECTED, text -> parse(text, least, most, span));
    }

    private static Parsed<Duration> parse(String text, Duration least, Duration most, String span) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return new Parsed.Bad<>(EXPECTED);
        }
        Duration unit = UNITS.get(matcher.group(2));
        if (unit == null) {
            return new Parsed.Bad<>("a duration in ms, s, m or h, such as 10s");
        }
        BigDecimal nanos =
                new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit.toNanos()));
        if (nanos.compareTo(BigDecimal.valueOf(least.toNanos())) < 0
                || nanos.compareTo(BigDecimal.valueOf(most.toNanos())) > 0) {
            return new Parsed.Bad<>("a duration from " + span);
        }
        return new Parsed.Good<>(Duration.ofNanos(nanos.longValue()));
    }
}
