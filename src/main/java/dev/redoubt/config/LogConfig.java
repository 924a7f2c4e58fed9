package dev.redoubt.config;

/// How the log is written.
public record LogConfig(Level level, Format format) {
    /// Least severe level that is written.
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /// One line of text, or one JSON object, per event.
    public enum Format {
        TEXT,
        JSON
    }
}
