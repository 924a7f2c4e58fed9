package dev.redoubt.session;

import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Identity;

import org.jspecify.annotations.Nullable;

/// Who a client is: the identity that its links need, whether it has authenticated, and the name
/// that it gave itself, and so what it is promised of its writes. Owned by one session.
final class ClientProfile {
    private final SessionContext context;
    private Identity identity;
    private boolean authenticated;
    private String name = "";
    private @Nullable Durability durability;

    ClientProfile(SessionContext context) {
        this.context = context;
        identity = context.identity();
        authenticated = context.config().password() == null;
        durability = context.backend().pledges().of(identity, name);
    }

    private @Nullable Durability promised() {
        return context.backend().pledges().of(identity, name);
    }

    /// What its writes are promised; null where nothing is.
    @Nullable Durability durability() {
        return durability;
    }

    Identity identity() {
        return identity;
    }

    void become(Identity changed) {
        identity = changed;
        durability = promised();
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
        durability = promised();
    }

    /// As on a new connection.
    void reset() {
        identity = context.identity();
        authenticated = context.config().password() == null;
        name = "";
        durability = promised();
    }
}
