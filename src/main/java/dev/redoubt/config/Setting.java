package dev.redoubt.config;

import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// One value of the file and where it stands. Reading it as something that it is not reports the
/// problem and yields nothing.
///
/// @param key dotted from the top; empty for the top itself
/// @param name the node of its key; of the value where it has none
record Setting(String key, Node name, Node value, Problems problems) {
    private static final Set<Tag> TAGS = Set.of(Tag.STR, Tag.SEQ, Tag.MAP, Tag.NULL);

    Place place() {
        return Place.of(value);
    }

    /// The key alone, as the file writes it.
    String lastName() {
        return name instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    /// The value as a problem shows it.
    String shown() {
        return key.endsWith("password") ? Shown.SECRET : Shown.of(value);
    }

    void wrong(String expected) {
        String untagged = TAGS.contains(value.getTag()) ? expected : expected + ", without a !tag";
        problems.error(place(), shownKey(), shown() + " (expected: " + untagged + ")");
    }

    /// Reports what is wrong with the key rather than with its value.
    void misplaced(String what, String expected) {
        problems.error(Place.of(name), shownKey(), what + " (expected: " + expected + ")");
    }

    void warn(String text) {
        problems.warning(place(), shownKey(), text);
    }

    /// A key of this map, as problems name it.
    String keyOf(String child) {
        return key.isEmpty() ? Shown.text(child) : key + "." + Shown.text(child);
    }

    <T> Optional<T> read(Syntax<T> syntax) {
        Optional<String> text = text(syntax.expected());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (syntax.parse(text.get())) {
            case Parsed.Good<T>(T good) -> Optional.of(good);
            case Parsed.Bad<T>(String expected) -> {
                wrong(expected);
                yield Optional.empty();
            }
        };
    }

    /// The text of a scalar; a key without a value has none.
    Optional<String> text(String expected) {
        if (value instanceof ScalarNode scalar
                && !Shown.isNothing(scalar)
                && scalar.getTag().equals(Tag.STR)) {
            return Optional.of(scalar.getValue());
        }
        wrong(expected);
        return Optional.empty();
    }

    /// The items of a list with at least one.
    Optional<List<Setting>> items(String expected) {
        if (value instanceof SequenceNode list && hasTag(Tag.SEQ) && !list.getValue().isEmpty()) {
            return Optional.of(
                    list.getValue().stream()
                            .map(item -> new Setting(key, item, item, problems))
                            .toList());
        }
        wrong(expected);
        return Optional.empty();
    }

    boolean isList() {
        return value instanceof SequenceNode;
    }

    boolean isMap() {
        return value instanceof MappingNode;
    }

    /// Whether this is a map with such a key, whatever its value is.
    boolean names(String child) {
        return value instanceof MappingNode map
                && map.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .anyMatch(key ->
                                key instanceof ScalarNode scalar
                                        && scalar.getValue().equals(child));
    }

    /// The entries of a map in the order of the file, each key once.
    Optional<SequencedMap<String, Setting>> entries(String expected) {
        if (!(value instanceof MappingNode map) || !hasTag(Tag.MAP)) {
            wrong(expected);
            return Optional.empty();
        }
        SequencedMap<String, Setting> entries = new LinkedHashMap<>();
        map.getValue().forEach(tuple -> add(tuple, entries));
        return Optional.of(entries);
    }

    private void add(NodeTuple tuple, SequencedMap<String, Setting> entries) {
        Node keyNode = tuple.getKeyNode();
        if (!(keyNode instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
            problems.error(
                    Place.of(keyNode),
                    shownKey(),
                    Shown.of(keyNode) + " as a key (expected: a name)");
            return;
        }
        String child = scalar.getValue();
        Setting setting = new Setting(keyOf(child), keyNode, tuple.getValueNode(), problems);
        Setting first = entries.putIfAbsent(child, setting);
        if (first != null) {
            int line = Place.of(first.name).line();
            setting.misplaced("given twice", "once; the other is on line " + line);
        }
    }

    private boolean hasTag(Tag tag) {
        return value.getTag().equals(tag);
    }

    private String shownKey() {
        return key.isEmpty() ? "file" : key;
    }
}
