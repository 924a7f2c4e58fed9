package dev.redoubt.config;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

import java.util.Optional;

/// YAML text to a tree whose nodes know their places. Every scalar stays the text that the file
/// has: what `10` or `no` means is decided by the key it belongs to.
final class YamlTree {
    private static final LoadSettings SETTINGS =
            LoadSettings.builder()
                    .setSchema(new FailsafeSchema())
                    .setAllowDuplicateKeys(true)
                    .setUseMarks(true)
                    .build();

    private YamlTree() {}

    static Optional<Node> parse(String text, Problems problems) {
        try {
            // Composing recurses and follows aliases: first see, by its events, that the text is
            // harmless.
            if (!YamlBounds.keptBy(new Parse(SETTINGS).parseString(text), problems)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(text);
            if (root.isEmpty()) {
                problems.error(Place.START, "file", "empty (expected: " + RedoubtReader.TOP + ")");
            }
            return root;
        } catch (MarkedYamlEngineException e) {
            Place place = Place.of(e.getProblemMark().or(e::getContextMark));
            problems.error(place, "yaml", YamlSyntax.explained(e));
        } catch (ReaderException e) {
            int position = text.offsetByCodePoints(0, e.getPosition());
            problems.error(
                    Place.after(text.substring(0, position)),
                    "yaml",
                    "a control character (expected: printable text)");
        } catch (YamlEngineException e) {
            problems.error(Place.START, "yaml", "unreadable (expected: YAML 1.2)");
        }
        return Optional.empty();
    }
}
