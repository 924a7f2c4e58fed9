package dev.redoubt.config;

import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Keeps a file from taking all memory or stack: how deep it nests and how many values it has with
/// every alias written out, counted on the events, before any tree is built.
final class YamlBounds {
    private static final int MAX_DEPTH = 32;
    private static final long MAX_VALUES = 100_000;

    private static final class Open {
        private final Optional<Anchor> anchor;
        private long values = 1;

        Open(Optional<Anchor> anchor) {
            this.anchor = anchor;
        }
    }

    private final Problems problems;
    private final Map<Anchor, Long> sizes = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();

    private YamlBounds(Problems problems) {
        this.problems = problems;
        open.push(new Open(Optional.empty()));
    }

    /// Whether the events keep the bounds; the first breach is reported.
    static boolean keptBy(Iterable<Event> events, Problems problems) {
        YamlBounds bounds = new YamlBounds(problems);
        for (Event event : events) {
            if (!bounds.kept(event)) {
                return false;
            }
        }
        return true;
    }

    private boolean kept(Event event) {
        Optional<String> breach =
                switch (event) {
                    case CollectionStartEvent start -> opened(start);
                    case CollectionEndEvent _ -> closed();
                    case AliasEvent alias -> aliased(alias.getAlias());
                    case NodeEvent scalar -> counted(scalar.getAnchor(), 1);
                    default -> Optional.empty();
                };
        breach.ifPresent(text -> problems.error(Place.of(event.getStartMark()), "yaml", text));
        return breach.isEmpty();
    }

    private Optional<String> opened(CollectionStartEvent start) {
        open.push(new Open(start.getAnchor()));
        return open.size() > MAX_DEPTH
                ? Optional.of("nested too deeply (expected: at most " + MAX_DEPTH + " levels)")
                : Optional.empty();
    }

    private Optional<String> closed() {
        Open ended = open.pop();
        return counted(ended.anchor, ended.values);
    }

    private Optional<String> aliased(Anchor anchor) {
        if (open.stream().anyMatch(o -> o.anchor.equals(Optional.of(anchor)))) {
            return Optional.of("an alias inside its own anchor (expected: no circle)");
        }
        return counted(Optional.empty(), sizes.getOrDefault(anchor, 1L));
    }

    private Optional<String> counted(Optional<Anchor> anchor, long values) {
        anchor.ifPresent(name -> sizes.put(name, values));
        Open parent = open.element();
        parent.values += values;
        return parent.values > MAX_VALUES
                ? Optional.of("too many values (expected: at most " + MAX_VALUES + ")")
                : Optional.empty();
    }
}
