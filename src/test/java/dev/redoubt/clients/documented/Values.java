package dev.redoubt.clients.documented;

import java.util.Map;

/// What stands for an argument, by its documented name and type, so that most commands accept it.
/// What a single command needs is in [Specials].
final class Values {
    static final String ABSENT_KEY = "none";
    static final String OTHER_TYPE_KEY = "other";

    private static final Map<String, String> BY_NAME =
            Map.ofEntries(
                    Map.entry("bit", "1"),
                    Map.entry("cursor", "0"),
                    Map.entry("index", "0"),
                    Map.entry("index1", "0"),
                    Map.entry("index2", "1"),
                    Map.entry("start", "0"),
                    Map.entry("stop", "-1"),
                    Map.entry("end", "-1"),
                    Map.entry("offset", "0"),
                    Map.entry("milliseconds", "50000"),
                    Map.entry("unix-time-milliseconds", "9999999999999"),
                    Map.entry("longitude", "13.5"),
                    Map.entry("latitude", "37.5"),
                    Map.entry("radius", "300"),
                    Map.entry("encoding", "u8"),
                    Map.entry("min-idle-time", "0"),
                    Map.entry("field", "f"),
                    Map.entry("group", "g"),
                    Map.entry("groupname", "g"),
                    Map.entry("consumer", "c"),
                    Map.entry("consumername", "c"),
                    Map.entry("id", "1-1"),
                    Map.entry("last-id", "9-9"),
                    Map.entry("channel", "c"),
                    Map.entry("shardchannel", "c"),
                    Map.entry("type", "string"),
                    Map.entry("script", World.SCRIPT),
                    Map.entry("sha1", World.SCRIPT_SHA1),
                    Map.entry("function", "f"),
                    Map.entry("library-name", "lib"),
                    Map.entry("username", "default"),
                    Map.entry("ip:port", "127.0.0.1:1"),
                    Map.entry("host", "127.0.0.1"),
                    Map.entry("ip", "127.0.0.1"),
                    Map.entry("yes/no", "yes"),
                    Map.entry("client-id", "999999999"),
                    Map.entry("command", "get"),
                    Map.entry("command-name", "get"),
                    Map.entry("section", "server"),
                    Map.entry("categoryname", "string"),
                    Map.entry("category", "string"),
                    Map.entry("event", "command"));

    private Values() {}

    /// @param keys how many stand before it
    static String of(Documented command, Argument place, int keys) {
        String special = Specials.of(command).values().get(place.name());
        if (special != null) {
            return special;
        }
        if (place.isKey()) {
            return "k" + (keys + 1);
        }
        return switch (place.type()) {
            case "pattern" -> "*";
            case "unix-time" -> BY_NAME.getOrDefault(place.name(), "9999999999");
            case "double" -> number(place);
            default -> text(place);
        };
    }

    private static String number(Argument place) {
        return switch (place.name()) {
            case "min" -> "-inf";
            case "max" -> "+inf";
            // In seconds: what blocks has to end.
            case "timeout" -> "0.01";
            default -> BY_NAME.getOrDefault(place.name(), "1.5");
        };
    }

    private static String text(Argument place) {
        return switch (place.name()) {
            case "min" -> "-";
            case "max" -> "+";
            default -> BY_NAME.getOrDefault(place.name(), "1");
        };
    }
}
