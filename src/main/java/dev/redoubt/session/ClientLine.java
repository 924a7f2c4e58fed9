package dev.redoubt.session;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One line of CLIENT LIST: `name=value` after `name=value`. Neither names nor values have blanks.
record ClientLine(String text) {
    /// The fields that Redis 7.0 tells, for where no line shows those of the server.
    static final List<String> FIELDS =
            List.of(
                    ("id addr laddr fd name age idle flags db sub psub ssub multi qbuf qbuf-free"
                                    + " argv-mem multi-mem rbs rbp obl oll omem tot-mem events cmd"
                                    + " user redir resp")
                            .split(" ", -1));

    /// What a client shows that does nothing, where that is not a 0.
    private static final Map<String, String> UNUSED =
            Map.of(
                    "name",
                    "",
                    "flags",
                    "N",
                    "multi",
                    "-1",
                    "events",
                    "r",
                    "cmd",
                    "NULL",
                    "user",
                    "default",
                    "redir",
                    "-1",
                    "lib-name",
                    "",
                    "lib-ver",
                    "");

    /// A line with these fields, as far as they are known.
    static ClientLine of(List<String> names, Map<String, String> known) {
        return new ClientLine(
                names.stream()
                        .map(name ->
                                name
                                        + "="
                                        + known.getOrDefault(name, UNUSED.getOrDefault(name, "0")))
                        .collect(Collectors.joining(" ")));
    }

    /// The names of all fields.
    List<String> names() {
        return Arrays.stream(text.split(" ", -1))
                .map(field -> field.substring(0, Math.max(0, field.indexOf('='))))
                .toList();
    }

    /// A field's value; empty where there is none.
    String value(String name) {
        int start = start(name);
        return start < 0 ? "" : text.substring(start, end(start));
    }

    /// The same with another value in a field that it has.
    ClientLine with(String name, String value) {
        int start = start(name);
        return start < 0
                ? this
                : new ClientLine(text.substring(0, start) + value + text.substring(end(start)));
    }

    private int start(String name) {
        if (text.startsWith(name + "=")) {
            return name.length() + 1;
        }
        int found = text.indexOf(" " + name + "=");
        return found < 0 ? -1 : found + name.length() + 2;
    }

    private int end(int start) {
        int blank = text.indexOf(' ', start);
        return blank < 0 ? text.length() : blank;
    }
}
