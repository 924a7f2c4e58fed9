package dev.redoubt.session;

import dev.redoubt.backend.Identity;

/// Who a client is: the identity that its links need, whether it has authenticated, and the name
/// that it gave itself. Owned by one session.
final class ClientProfile {
    private final SessionContext context;
    private Identity identity;
    private boolean authenticated;
    private String name = "";

    ClientProfile(SessionContext context) {
        this.context = context;
        identity = context.identity();
        authenticated = context.config().password() == null;
    }

    Identity identity() {
        return identity;
    }

    void become(Identity changed) {
        identity = changed;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    void authenticate() {
        authenticated = true;
    }

    /// The name that the client gave itself; empty for none.
    String name() {
        return name;
    }

    void rename(String given) {
        name = given;
    }

    /// As on a new connection.
    void reset() {
        identity = context.identity();
        authenticated = context.config().password() == null;
        name = "";
    }
}
