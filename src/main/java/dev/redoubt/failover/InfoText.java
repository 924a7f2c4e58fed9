package dev.redoubt.failover;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// The reply to INFO as fields by name (<https://redis.io/docs/latest/commands/info/>). Immutable.
public final class InfoText {
    private final Map<String, String> fields;

    private InfoText(Map<String, String> fields) {
        this.fields = fields;
    }

    /// Reads lines of the form `name:value`; all else is a heading or empty.
    public static InfoText of(String reply) {
        Map<String, String> fields = new HashMap<>();
        reply.lines()
                .forEach(line -> {
                    int colon = line.indexOf(':');
                    if (colon > 0) {
                        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
                    }
                });
        return new InfoText(fields);
    }

    /// Empty where the server did not tell.
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /// Empty where the server did not tell a number.
    public OptionalLong number(String name) {
        try {
            return OptionalLong.of(Long.parseLong(text(name)));
        } catch (NumberFormatException notANumber) {
            return OptionalLong.empty();
        }
    }

    /// Whether the server told this at all.
    public boolean has(String name) {
        return fields.containsKey(name);
    }

    /// The keys of all databases (`db0:keys=12,expires=0,…`).
    long keys() {
        long keys = 0;
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String value = field.getValue();
            if (field.getKey().startsWith("db") && value.startsWith("keys=")) {
                int comma = value.indexOf(',');
                String count =
                        value.substring("keys=".length(), comma < 0 ? value.length() : comma);
                keys += InfoText.of("n:" + count).number("n").orElse(0);
            }
        }
        return keys;
    }
}
