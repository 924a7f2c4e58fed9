package dev.redoubt.config;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

import java.util.regex.Pattern;

/// Pieces of the file as problems show them: on one line, short, and without anything that looks
/// like a password in the wrong place (`{password:x}` without its space, `redis://:x@host`).
final class Shown {
    static final String SECRET = "***";

    private static final int MAX_LENGTH = 80;
    private static final Pattern PASSWORD = Pattern.compile("(?is)(pass?w[a-z]*|auth)([\\s:=]).*");
    private static final Pattern USER_INFORMATION = Pattern.compile("(?s).*@");

    private Shown() {}

    static String of(Node node) {
        return switch (node) {
            case ScalarNode scalar when isNothing(scalar) ->
                    scalar.getValue().isEmpty() ? "nothing" : scalar.getValue();
            // An alias may lend a password to any other key.
            case ScalarNode scalar when scalar.getAnchor().isPresent() -> SECRET;
            case ScalarNode scalar -> text(scalar.getValue());
            case MappingNode _ -> "a map";
            default -> "a list";
        };
    }

    static String text(String text) {
        String safe = PASSWORD.matcher(text).replaceAll("$1$2" + SECRET);
        safe = USER_INFORMATION.matcher(safe).replaceFirst(SECRET + "@");
        safe = safe.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
        if (safe.codePointCount(0, safe.length()) > MAX_LENGTH) {
            safe = safe.substring(0, safe.offsetByCodePoints(0, MAX_LENGTH)) + "…";
        }
        return safe.isEmpty() ? "\"\"" : safe;
    }

    /// A key without a value, or YAML's words for none.
    static boolean isNothing(ScalarNode scalar) {
        return scalar.isPlain() && scalar.getValue().matches("|~|null|Null|NULL");
    }
}
