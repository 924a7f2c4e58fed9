package dev.redoubt.config;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// How one kind of value is written.
///
/// @param expected what a person should write, as it follows `expected: `
/// @param reading from the text of the file
record Syntax<T>(String expected, Function<String, Parsed<T>> reading) {
    Parsed<T> parse(String text) {
        return reading.apply(text);
    }

    /// This, or the one word that stands for `meaning`.
    Syntax<T> or(String word, T meaning) {
        return new Syntax<>(
                word + " or " + expected,
                text ->
                        text.equals(word)
                                ? new Parsed.Good<>(meaning)
                                : switch (parse(text)) {
                                    case Parsed.Good<T> good -> good;
                                    case Parsed.Bad<T>(String instead) ->
                                            new Parsed.Bad<>(word + " or " + instead);
                                });
    }

    <U> Syntax<U> map(Function<T, U> change) {
        return new Syntax<>(expected, text -> parse(text).map(change));
    }

    /// Text that `allowed` lets pass.
    static Syntax<String> text(String expected, Predicate<String> allowed) {
        return new Syntax<>(
                expected,
                text -> allowed.test(text) ? new Parsed.Good<>(text) : new Parsed.Bad<>(expected));
    }

    /// The names of an enum, in lower case.
    static <E extends Enum<E>> Syntax<E> names(E[] values) {
        Map<String, E> byName = new LinkedHashMap<>();
        Arrays.stream(values).forEach(v -> byName.put(v.name().toLowerCase(Locale.ROOT), v));
        String expected = "one of " + String.join(", ", byName.keySet());
        return new Syntax<>(
                expected,
                text ->
                        Optional.ofNullable(byName.get(text))
                                .<Parsed<E>>map(Parsed.Good::new)
                                .orElseGet(() -> new Parsed.Bad<>(expected)));
    }

    /// Whole numbers from `least` on, to `range.most`.
    static Syntax<Integer> integer(Range range) {
        String expected = "a number from " + range.least() + " to " + range.most();
        return new Syntax<>(
                expected,
                text ->
                        text.matches("[0-9]{1,9}") && range.contains(Integer.parseInt(text))
                                ? new Parsed.Good<>(Integer.parseInt(text))
                                : new Parsed.Bad<>(expected));
    }

    /// Both ends included.
    record Range(int least, int most) {
        boolean contains(int number) {
            return least <= number && number <= most;
        }
    }
}
