package dev.redoubt.config;

/// A password. Prints as `***`, so that neither log nor error can show it.
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
