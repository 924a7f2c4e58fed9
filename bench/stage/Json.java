package stage;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes maps, lists, strings and numbers as JSON.
public final class Json {
    private Json() {}

    public static String of(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                var members =
                        map.entrySet().stream()
                                .map(entry -> of(entry.getKey()) + ":" + of(entry.getValue()));
                yield "{" + String.join(",", members.toList()) + "}";
            }
            case Collection<?> list -> {
                List<String> elements = list.stream().map(Json::of).toList();
                yield "[" + String.join(",\n", elements) + "]";
            }
            case Double number -> String.format(Locale.ROOT, "%.3f", number);
            case Number number -> number.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character == '"' || character == '\\') {
                quoted.append('\\').append(character);
            } else if (character < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            } else {
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
