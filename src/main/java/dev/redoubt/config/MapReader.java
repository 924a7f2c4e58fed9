package dev.redoubt.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A map of the file with keys that are known beforehand; all others are reported when it is
/// opened.
final class MapReader {
    private final Setting self;
    private final SequencedMap<String, Setting> entries;

    private MapReader(Setting self, SequencedMap<String, Setting> entries) {
        this.self = self;
        this.entries = entries;
    }

    /// Opens `setting`; yields nothing when it is no map.
    static Optional<MapReader> open(Setting setting, List<String> known) {
        return setting.entries("a map with " + String.join(", ", known))
                .map(entries -> new MapReader(setting, entries).with(known));
    }

    private MapReader with(List<String> known) {
        entries.forEach((key, setting) -> {
            if (!known.contains(key)) {
                setting.misplaced("unknown key", expectedFor(key, known));
            }
        });
        return this;
    }

    private static String expectedFor(String key, List<String> known) {
        if (key.equals("<<")) {
            return "the keys themselves; an alias stands for a whole value";
        }
        return NearestKey.of(key, known)
                .orElseGet(() ->
                        known.size() == 1
                                ? known.getFirst()
                                : "one of " + String.join(", ", known));
    }

    Setting self() {
        return self;
    }

    /// The keys that are given, in the order of the file.
    List<Setting> given(List<String> keys) {
        return entries.entrySet().stream()
                .filter(entry -> keys.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    Optional<Setting> setting(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /// The key's setting; that it is missing is reported at the map's own key.
    Optional<Setting> required(String key, String expected) {
        Setting setting = entries.get(key);
        if (setting == null) {
            Place place = self.key().isEmpty() ? Place.START : Place.of(self.name());
            self.problems().error(place, self.keyOf(key), "missing (expected: " + expected + ")");
        }
        return Optional.ofNullable(setting);
    }

    <T> Optional<T> required(String key, Syntax<T> syntax) {
        return required(key, syntax.expected()).flatMap(setting -> setting.read(syntax));
    }

    <T> T value(String key, Syntax<T> syntax, T absent) {
        return setting(key).flatMap(setting -> setting.read(syntax)).orElse(absent);
    }

    /// The map below `key`; one without entries where it is absent or no map.
    MapReader map(String key, List<String> known) {
        return setting(key)
                .flatMap(setting -> open(setting, known))
                .orElseGet(() -> new MapReader(self, new LinkedHashMap<>()));
    }
}
