package dev.redoubt.command;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Where a command has keys, as its server describes it
/// (<https://redis.io/docs/latest/develop/reference/key-specs/>).
///
/// @param flags as COMMAND reports them, such as `RW`, `incomplete`, `not_key`
public record KeySpec(Begin begin, Find find, Set<String> flags) {
    /// From which argument on; the command's name is argument 0.
    public sealed interface Begin {
        /// That one.
        record Index(int position) implements Begin {}

        /// The one behind this word.
        ///
        /// @param from where the search for it begins; negative: from the end, backwards
        record Keyword(String word, int from) implements Begin {}

        /// Not to be told by looking.
        record Unknown() implements Begin {}
    }

    /// How many, beginning there.
    public sealed interface Find {
        /// Up to one, or up to the end.
        ///
        /// @param last from the first on, negative: from the end on
        /// @param limit 2: half of what is left, as in XREAD; 0 and 1: all of it
        record Range(int last, int step, int limit) implements Find {}

        /// As many as an argument says.
        ///
        /// @param count where that argument is, from the first on
        /// @param first where the first key is, from the first on
        record Counted(int count, int first, int step) implements Find {}

        /// Not to be told by looking.
        record Unknown() implements Find {}
    }

    /// The first and last argument that are keys, and how far they are apart.
    record Span(int first, int last, int step) {
        static final Span NONE = new Span(0, -1, 1);
        static final Span UNKNOWN = new Span(0, -1, 0);

        /// Whether what can be said is all there is to say.
        boolean isKnown() {
            return step > 0;
        }
    }

    /// What Redis before 7.0 says of a command: its first and last key, and the step.
    static KeySpec of(int first, int last, int step) {
        return new KeySpec(
                new Begin.Index(first),
                new Find.Range(last < 0 ? last : last - first, step, 0),
                Set.of());
    }

    boolean isKey() {
        return !flags.contains("not_key");
    }

    /// Whether there can be keys that this does not find.
    boolean isIncomplete() {
        return flags.contains("incomplete");
    }

    Span span(List<byte[]> arguments) {
        int begins =
                switch (begin) {
                    case Begin.Index(int position) -> position;
                    case Begin.Keyword(String word, int from) -> behind(word, from, arguments);
                    case Begin.Unknown _ -> -1;
                };
        if (begins < 0) {
            return Span.UNKNOWN;
        }
        return begins == 0 ? Span.NONE : found(begins, arguments);
    }

    /// @return 0 if the word is not there
    private static int behind(String word, int from, List<byte[]> arguments) {
        int size = arguments.size();
        int direction = from > 0 ? 1 : -1;
        int start = from > 0 ? from : size + from;
        int end = from > 0 ? size - 1 : 1;
        for (int i = start; i != end && i >= 1 && i < size; i += direction) {
            if (is(arguments.get(i), word)) {
                return i + 1;
            }
        }
        return 0;
    }

    private static boolean is(byte[] argument, String word) {
        return argument.length == word.length()
                && new String(argument, StandardCharsets.ISO_8859_1).equalsIgnoreCase(word);
    }

    private Span found(int begins, List<byte[]> arguments) {
        int size = arguments.size();
        return switch (find) {
            case Find.Range(int last, int step, _) when last >= 0 ->
                    inside(begins, begins + last, step, size);
            case Find.Range(int last, int step, int limit) when limit > 1 ->
                    inside(begins, begins + (size - begins) / limit + last, step, size);
            case Find.Range(int last, int step, _) -> inside(begins, size + last, step, size);
            case Find.Counted(int count, int first, int step) ->
                    counted(begins + count, begins + first, step, arguments);
            case Find.Unknown _ -> Span.UNKNOWN;
        };
    }

    private static Span counted(int at, int first, int step, List<byte[]> arguments) {
        if (at >= arguments.size()) {
            return Span.UNKNOWN;
        }
        String digits = new String(arguments.get(at), StandardCharsets.ISO_8859_1);
        if (!digits.matches("0|[1-9]\\d{0,8}")) {
            return Span.UNKNOWN;
        }
        int keys = Integer.parseInt(digits);
        return keys == 0
                ? Span.NONE
                : inside(first, first + (keys - 1) * step, step, arguments.size());
    }

    /// What points past the arguments is a mistake that the server will name.
    private static Span inside(int first, int last, int step, int size) {
        return last >= size || last < first || step < 1
                ? Span.UNKNOWN
                : new Span(first, last, step);
    }
}
