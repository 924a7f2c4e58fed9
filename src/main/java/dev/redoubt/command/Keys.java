package dev.redoubt.command;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which arguments of a request are keys.
public final class Keys {
    private Keys() {}

    /// Where they stand, in order.
    ///
    /// @param arguments of the whole request, its name first
    /// @return empty where only the server can tell (COMMAND GETKEYS,
    ///   <https://redis.io/docs/latest/commands/command-getkeys/>), or where the request is
    ///   mistaken
    public static Optional<int[]> positions(CommandSpec command, List<byte[]> arguments) {
        IntStream.Builder positions = IntStream.builder();
        for (KeySpec spec : named(command, arguments).keys()) {
            if (spec.isKey()) {
                KeySpec.Span span = spec.span(arguments);
                if (!span.isKnown() || spec.isIncomplete()) {
                    return Optional.empty();
                }
                for (int i = span.first(); i <= span.last(); i += span.step()) {
                    positions.add(i);
                }
            }
        }
        return Optional.of(positions.build().toArray());
    }

    private static CommandSpec named(CommandSpec command, List<byte[]> arguments) {
        if (command.subcommands().isEmpty() || arguments.size() < 2) {
            return command;
        }
        String word = new String(arguments.get(1), StandardCharsets.ISO_8859_1);
        return command.subcommands().getOrDefault(word.toLowerCase(Locale.ROOT), command);
    }
}
