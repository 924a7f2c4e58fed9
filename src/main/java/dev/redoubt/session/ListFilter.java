package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Whom CLIENT LIST is asked for (<https://redis.io/docs/latest/commands/client-list/>).
sealed interface ListFilter {
    /// Everybody.
    record All() implements ListFilter {}

    /// Clients of one type.
    record OfType(String type) implements ListFilter {}

    /// Clients with these numbers, in this order.
    record Numbered(List<Long> numbers) implements ListFilter {}

    /// Null for what the server is to refuse, or knows better.
    ///
    /// @param arguments of the whole command
    static @Nullable ListFilter of(List<byte[]> arguments) {
        if (arguments.size() == 2) {
            return new All();
        }
        String word = Requests.word(arguments.get(2));
        if (word.equals("TYPE") && arguments.size() == 4) {
            return new OfType(Requests.text(arguments.get(3)).toLowerCase(Locale.ROOT));
        }
        return word.equals("ID") && arguments.size() > 3
                ? numbered(arguments.subList(3, arguments.size()))
                : null;
    }

    private static @Nullable ListFilter numbered(List<byte[]> arguments) {
        List<Long> numbers = new ArrayList<>();
        for (byte[] argument : arguments) {
            Long number = Requests.number(argument);
            if (number == null) {
                return null;
            }
            numbers.add(number);
        }
        return new Numbered(List.copyOf(numbers));
    }

    /// Whether the server has to tell of everybody, since it does not know the number that is asked
    /// for.
    default boolean needsAll() {
        return this instanceof Numbered(List<Long> numbers)
                && numbers.stream().anyMatch(number -> number >= ClientNumbers.LEAST);
    }

    /// Whether a client of whom the server has told nothing belongs into the list.
    default boolean takesUntold(ClientFacts client) {
        return switch (this) {
            case All _ -> true;
            case OfType(String type) ->
                    client.link().isEmpty() && client.standing().type().equals(type);
            case Numbered(List<Long> numbers) -> Set.copyOf(numbers).contains(client.number());
        };
    }
}
