package dev.redoubt.clients.documented;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Set;

/// An argument, or a group of arguments, as COMMAND DOCS describes it
/// (<https://redis.io/docs/latest/develop/reference/command-arguments/>).
///
/// @param type such as `key`, `integer`, `oneof`, `block`, `pure-token`
/// @param token the word in front of it, or the whole of it; null if there is none
/// @param parts alternatives of `oneof`, and what a `block` consists of
record Argument(
        String name, String type, @Nullable String token, Set<String> flags, List<Argument> parts) {

    boolean isOptional() {
        return flags.contains("optional");
    }

    boolean isMultiple() {
        return flags.contains("multiple");
    }

    /// Whether its token stands in front of each of several, rather than of the first alone.
    boolean repeatsToken() {
        return flags.contains("multiple_token");
    }

    boolean isChoice() {
        return type.equals("oneof");
    }

    boolean isKey() {
        return type.equals("key");
    }

    /// The number of keys that follow.
    boolean countsKeys() {
        return name.equals("numkeys");
    }

    boolean isNumber() {
        return switch (type) {
            case "integer", "double", "unix-time" -> true;
            default -> false;
        };
    }
}
