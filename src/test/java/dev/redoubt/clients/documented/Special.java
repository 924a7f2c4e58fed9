package dev.redoubt.clients.documented;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What one command needs beyond its documentation.
///
/// @param group of keys that it works on, where its own says nothing; empty if it does
/// @param values of its arguments, by name
/// @param preparations requests that Redis gets before each call
/// @param openings requests of the client's own before each call
/// @param calls further ones, whole
/// @param dangerous what must not be sent, since it ends a server or its connections
record Special(
        String group,
        Map<String, String> values,
        List<List<String>> preparations,
        List<List<String>> openings,
        List<List<String>> calls,
        Predicate<List<String>> dangerous,
        Pace pace) {
    /// How calls follow each other, and how their end is known.
    enum Pace {
        ORDINARY,
        /// A call may go without any reply.
        SILENT,
        /// A call goes on in the background: the next one waits for its end, and no two come in one
        /// piece.
        BACKGROUND
    }

    static final Special NONE =
            new Special(
                    "", Map.of(), List.of(), List.of(), List.of(), call -> false, Pace.ORDINARY);

    Special keys(String groupOfKeys) {
        return new Special(groupOfKeys, values, preparations, openings, calls, dangerous, pace);
    }

    Special values(Map<String, String> all) {
        return new Special(group, all, preparations, openings, calls, dangerous, pace);
    }

    Special prepared(String... requests) {
        return new Special(group, values, split(requests), openings, calls, dangerous, pace);
    }

    Special opened(String... requests) {
        return new Special(group, values, preparations, split(requests), calls, dangerous, pace);
    }

    Special calls(String... requests) {
        return new Special(group, values, preparations, openings, split(requests), dangerous, pace);
    }

    Special never(Predicate<List<String>> calls) {
        return new Special(group, values, preparations, openings, this.calls, calls, pace);
    }

    Special paced(Pace other) {
        return new Special(group, values, preparations, openings, calls, dangerous, other);
    }

    private static List<List<String>> split(String... requests) {
        return List.of(requests).stream().map(request -> List.of(request.split(" ", -1))).toList();
    }
}
