package dev.redoubt.backend;

import dev.redoubt.net.Credentials;

import java.util.Optional;

/// What a session is to its server: sessions of equal identity may share a link.
///
/// @param database as SELECT counts them
/// @param protocol 2 or 3, the RESP version
/// @param credentials empty for no AUTH at all
public record Identity(int database, int protocol, Optional<Credentials> credentials) {
    /// The same with another database.
    public Identity withDatabase(int number) {
        return new Identity(number, protocol, credentials);
    }

    /// The same with another RESP version.
    public Identity withProtocol(int version) {
        return new Identity(database, version, credentials);
    }

    /// The same as the user of `other`.
    public Identity as(Identity other) {
        return new Identity(database, protocol, other.credentials);
    }

    /// Whether both are logged in as the same user, with the same password.
    public boolean isSameUser(Identity other) {
        return credentials.equals(other.credentials);
    }

    /// The same as another user.
    public Identity withCredentials(Credentials user) {
        return new Identity(database, protocol, Optional.of(user));
    }
}
