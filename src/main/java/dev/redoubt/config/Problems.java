package dev.redoubt.config;

import dev.redoubt.config.Problem.Severity;

import java.util.ArrayList;
import java.util.List;

/// Collects the problems of one file while it is read, so that all are told at once.
final class Problems {
    private final String file;
    private final List<Problem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    void error(Place place, String key, String text) {
        add(Severity.ERROR, place, key, text);
    }

    void warning(Place place, String key, String text) {
        add(Severity.WARNING, place, key, text);
    }

    List<Problem> errors() {
        return inFileOrder(Severity.ERROR);
    }

    List<Problem> warnings() {
        return inFileOrder(Severity.WARNING);
    }

    private void add(Severity severity, Place place, String key, String text) {
        found.add(new Problem(severity, file, place.line(), place.column(), key, text));
    }

    private List<Problem> inFileOrder(Severity severity) {
        return found.stream()
                .filter(problem -> problem.severity() == severity)
                .distinct()
                .sorted(Problem.IN_FILE_ORDER)
                .toList();
    }
}
