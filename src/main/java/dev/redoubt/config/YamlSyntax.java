package dev.redoubt.config;

import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/// The YAML engine's findings in the words of the one who wrote the file. The engine quotes names
/// and snippets of the file, which may be parts of a password: none of them is passed on.
final class YamlSyntax {
    private YamlSyntax() {}

    static String explained(MarkedYamlEngineException exception) {
        String found = exception.getProblem();
        if (found.contains("\\t") || found.contains("TAB")) {
            return "a tab (expected: spaces)";
        }
        if (found.contains("cannot start any token")) {
            return "this character cannot start a value (expected: the value in quotes)";
        }
        if (found.contains("undefined alias")) {
            return "an alias without its anchor (expected: the value in quotes, or an earlier &)";
        }
        if (found.contains("tag handle")) {
            return "a !tag (expected: the value in quotes, or without a tag)";
        }
        if (found.contains("escape")) {
            return "not an escape (expected: single quotes, or \\\\ for a backslash)";
        }
        if (found.contains("sequence entries are not allowed")) {
            return "a list on its key's line (expected: each '- ' on a line of its own)";
        }
        if (found.contains("expected a single document")
                || found.contains("but found another document")) {
            return "a second document (expected: one)";
        }
        if (found.contains("mapping values are not allowed")) {
            return "a colon too many on this line (expected: one 'key: value' a line,"
                    + " text with ': ' in quotes)";
        }
        if (found.contains("could not find expected ':'")) {
            return "no ': ' after the key (expected: 'key: value')";
        }
        if (found.contains("unexpected end of stream")) {
            return "the file ends inside quotes (expected: the closing quote)";
        }
        if (found.contains("expected <block end>")) {
            return "does not fit what is above it (expected: keys of one map in one column)";
        }
        if (found.contains("expected ',' or '") || found.contains("flow")) {
            return "an unfinished list or map (expected: ',' or its closing bracket)";
        }
        return "not YAML (expected: YAML 1.2)";
    }
}
