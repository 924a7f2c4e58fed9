package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// The `username` and `password` of a map.
///
/// @param username null where none is given
/// @param password null where none is given
record Credentials(@Nullable String username, @Nullable Secret password) {
    /// Reads both; where the map has no password, the one of `instead` is taken.
    static Credentials read(MapReader map, SecretReader secrets, Optional<Setting> instead) {
        Optional<Setting> username = map.setting("username");
        Optional<Setting> own = map.setting("password");
        Optional<Setting> password = own.or(() -> instead);
        if (password.isEmpty()) {
            username.ifPresent(s -> s.misplaced("without a password", "a password beside it"));
        }
        return new Credentials(
                username.flatMap(secrets::username).orElse(null),
                password.flatMap(secrets::password).orElse(null));
    }
}
