package dev.redoubt.session;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Whom CLIENT KILL is meant for (<https://redis.io/docs/latest/commands/client-kill/>). Texts are
/// in ISO 8859-1.
///
/// @param form of the command, which decides the reply
/// @param asker whether the one who asks is spared
/// @param filters by their words in upper case; the last of equal ones counts, as at the server
record KillFilter(Form form, Asker asker, Map<String, String> filters) {
    /// How it was asked.
    enum Form {
        /// `CLIENT KILL addr:port`: OK or an error.
        OLD,
        /// With filters: a number.
        NEW
    }

    /// What becomes of the one who asks.
    enum Asker {
        SPARED,
        MEANT
    }

    private static final Set<String> TYPES =
            Set.of("normal", "slave", "replica", "pubsub", "master");

    /// Null for what the server is to refuse, or knows better.
    ///
    /// @param arguments of the whole command
    static @Nullable KillFilter of(List<byte[]> arguments) {
        if (arguments.size() == 3) {
            return new KillFilter(Form.OLD, Asker.MEANT, Map.of("ADDR", text(arguments.get(2))));
        }
        if (arguments.size() < 4 || arguments.size() % 2 != 0) {
            return null;
        }
        Map<String, String> filters = new LinkedHashMap<>();
        Asker asker = Asker.SPARED;
        for (int i = 2; i < arguments.size(); i += 2) {
            String word = Requests.word(arguments.get(i));
            byte[] value = arguments.get(i + 1);
            if (!isValid(word, value)) {
                return null;
            }
            if (word.equals("SKIPME")) {
                asker = Requests.word(value).equals("NO") ? Asker.MEANT : Asker.SPARED;
            } else {
                filters.put(word, text(value));
            }
        }
        return new KillFilter(Form.NEW, asker, filters);
    }

    private static boolean isValid(String word, byte[] value) {
        return switch (word) {
            case "ID" -> {
                Long number = Requests.number(value);
                yield number != null && number > 0;
            }
            case "TYPE" -> TYPES.contains(Requests.word(value).toLowerCase(Locale.ROOT));
            case "SKIPME" -> Set.of("YES", "NO").contains(Requests.word(value));
            case "ADDR", "LADDR", "USER" -> true;
            default -> false;
        };
    }

    private static String text(byte[] argument) {
        return new String(argument, StandardCharsets.ISO_8859_1);
    }

    /// The number that is meant; 0 for none.
    long number() {
        return Long.parseLong(filters.getOrDefault("ID", "0"));
    }

    /// Whether this client of Redoubt's is meant.
    ///
    /// @param link the one that the server numbers as is asked for; empty for none
    boolean means(ClientFacts client, String link) {
        boolean numbered =
                number() == 0
                        || number() == client.number()
                        || (!link.isEmpty() && link.equals(client.link()));
        return numbered
                && isOr("ADDR", client.address())
                && isOr("LADDR", client.entrance())
                && isOr("USER", client.user())
                && (type().isEmpty() || type().equals(client.standing().type()));
    }

    private String type() {
        String type = filters.getOrDefault("TYPE", "").toLowerCase(Locale.ROOT);
        return type.equals("slave") ? "replica" : type;
    }

    /// Whether the client that has this line at the server may be meant; the type is left to it.
    boolean mayMean(ClientLine line) {
        return isOr("ID", line.value("id"))
                && isOr("ADDR", line.value("addr"))
                && isOr("LADDR", line.value("laddr"))
                && isOr("USER", line.value("user"));
    }

    private boolean isOr(String filter, String actual) {
        return filters.getOrDefault(filter, actual).equals(actual);
    }

    /// The command for the server that asks the same of the client with this number alone.
    List<byte[]> command(long number) {
        List<String> words = new ArrayList<>(List.of("CLIENT", "KILL"));
        filters.forEach((word, value) -> {
            if (!word.equals("ID")) {
                words.add(word);
                words.add(value);
            }
        });
        words.add("ID");
        words.add(Long.toString(number));
        return words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }
}
