package dev.redoubt.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes with their unit: `512B`, `64KiB`, `1.5MiB`, `2GiB`. Decimal units are refused, because
/// they mean one thing to some and another to Redis.
final class ByteSizes {
    private static final String EXPECTED = "a size with its unit, such as 64MiB";
    private static final Pattern WRITTEN =
            Pattern.compile("([0-9]{1,40}(?:\\.[0-9]{1,9})?)([A-Za-z]+)");
    private static final long MAX_BYTES = 1L << 40;
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
    private static final Map<String, String> MEANT =
            Map.ofEntries(
                    Map.entry("b", "B"),
                    Map.entry("k", "KiB"),
                    Map.entry("kb", "KiB"),
                    Map.entry("kib", "KiB"),
                    Map.entry("m", "MiB"),
                    Map.entry("mb", "MiB"),
                    Map.entry("mib", "MiB"),
                    Map.entry("g", "GiB"),
                    Map.entry("gb", "GiB"),
                    Map.entry("gib", "GiB"));

    /// Zero or more.
    static final Syntax<ByteSize> ANY = new Syntax<>(EXPECTED, text -> parse(text, 0));

    /// For bounds under which no command would pass.
    static final Syntax<ByteSize> AT_LEAST_1_KIB =
            new Syntax<>(EXPECTED, text -> parse(text, 1024));

    private ByteSizes() {}

    private static Parsed<ByteSize> parse(String text, long least) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            return new Parsed.Bad<>(EXPECTED);
        }
        String number = matcher.group(1);
        Long unit = UNITS.get(matcher.group(2));
        if (unit == null) {
            String meant = MEANT.get(matcher.group(2).toLowerCase(Locale.ROOT));
            String example = meant == null ? "64MiB" : number + meant;
            return new Parsed.Bad<>("a size in B, KiB, MiB or GiB, such as " + example);
        }
        BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
        if (bytes.stripTrailingZeros().scale() > 0) {
            return new Parsed.Bad<>("a whole number of bytes");
        }
        if (bytes.compareTo(BigDecimal.valueOf(least)) < 0
                || bytes.compareTo(BigDecimal.valueOf(MAX_BYTES)) > 0) {
            return new Parsed.Bad<>("a size from " + least + "B to 1024GiB");
        }
        return new Parsed.Good<>(new ByteSize(bytes.longValueExact()));
    }
}
