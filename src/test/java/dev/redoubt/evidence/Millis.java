package dev.redoubt.evidence;

/// Figures for people.
final class Millis {
    private Millis() {}

    static String of(long nanos) {
        return "%.0f ms".formatted(nanos / 1e6);
    }
}
