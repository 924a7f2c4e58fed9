package dev.redoubt.config;

import java.util.Comparator;

/// Something about the file that its author must know; prints as the one line to read.
///
/// @param line from 1
/// @param column from 1, in characters
/// @param key dotted from the top of the file: `pools.orders.failover.hold`
/// @param text what stands there and, in parentheses, what was expected; never a secret
public record Problem(
        Severity severity, String file, int line, int column, String key, String text) {
    /// What a problem does to the file.
    public enum Severity {
        /// The file is not used.
        ERROR,
        /// The file is used; the line says what is not as it seems.
        WARNING
    }

    /// As a person reads the file: from its top.
    public static final Comparator<Problem> IN_FILE_ORDER =
            Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column);

    /// `file:line:column: key: text`; a warning says so before its key.
    @Override
    public String toString() {
        String kind =
                switch (severity) {
                    case ERROR -> "";
                    case WARNING -> "warning: ";
                };
        return file + ":" + line + ":" + column + ": " + kind + key + ": " + text;
    }
}
