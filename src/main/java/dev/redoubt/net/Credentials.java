package dev.redoubt.net;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What AUTH sends. The password prints as `***`.
///
/// @param username null means Redis' `default` user, by the old one-argument AUTH
public record Credentials(@Nullable String username, Secret password) {
    /// Empty without a password: a user name alone cannot AUTH.
    public static Optional<Credentials> of(@Nullable String username, @Nullable Secret password) {
        return password == null
                ? Optional.empty()
                : Optional.of(new Credentials(username, password));
    }

    /// Whether a server refused AUTH only because it asks nobody for a password (in the words of
    /// Redis since 6.0, and before). Clients of a pool may well have to show one that the servers
    /// behind it do not know.
    public static boolean areUnneeded(String error) {
        return error.contains("called without any password configured")
                || error.contains("Client sent AUTH, but no password is set");
    }

    /// AUTH with its arguments.
    public String[] command() {
        return username == null
                ? new String[] {"AUTH", password.value()}
                : new String[] {"AUTH", username, password.value()};
    }
}
