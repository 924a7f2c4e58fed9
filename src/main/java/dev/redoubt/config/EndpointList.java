package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A list of servers, each once.
final class EndpointList {
    private EndpointList() {}

    static Optional<List<HostPort>> read(Setting setting, Syntax<HostPort> syntax) {
        return setting.items("a list of " + syntax.expected()).map(items -> each(items, syntax));
    }

    private static List<HostPort> each(List<Setting> items, Syntax<HostPort> syntax) {
        Map<HostPort, Setting> seen = new HashMap<>();
        List<HostPort> endpoints = new ArrayList<>();
        for (Setting item : items) {
            item.read(syntax)
                    .ifPresent(endpoint -> {
                        endpoints.add(endpoint);
                        reportTwin(item, seen.putIfAbsent(endpoint.canonical(), item));
                    });
        }
        return List.copyOf(endpoints);
    }

    private static void reportTwin(Setting item, @Nullable Setting twin) {
        if (twin != null) {
            item.wrong("each once; the other is on line " + twin.place().line());
        }
    }
}
