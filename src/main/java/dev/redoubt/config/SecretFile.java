package dev.redoubt.config;

/// What of a file is a secret, wherever one is read.
public final class SecretFile {
    private SecretFile() {}

    /// All of it, but for the line break that editors put at its end.
    public static String secret(String content) {
        return content.replaceFirst("\\r?\\n\\z", "");
    }
}
