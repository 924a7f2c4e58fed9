package dev.redoubt.session;

import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Identity;
import dev.redoubt.net.Credentials;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Who a client is: the identity that its links need, whether it has authenticated, and the name
/// that it gave itself, and so what it is promised of its writes. Owned by one session.
final class ClientProfile {
    private final SessionContext context;
    private final long number;
    private final long openedNanos;
    private final long heardNanos;
    private Identity identity;
    private boolean authenticated;
    private String name = "";
    private @Nullable Durability durability;

    /// A new client.
    ClientProfile(SessionContext context) {
        this(context, ClientNumbers.next(), new Luggage.Ages(0, 0));
    }

    private ClientProfile(SessionContext context, long number, Luggage.Ages age) {
        this.context = context;
        this.number = number;
        long now = System.nanoTime();
        openedNanos = now - age.openNanos();
        heardNanos = now - age.silentNanos();
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

    /// Who a client was in another process.
    static ClientProfile of(SessionContext context, Luggage luggage) {
        Luggage.Login login = luggage.login();
        ClientProfile profile = new ClientProfile(context, luggage.number(), luggage.age());
        Optional<Credentials> credentials =
                login.own()
                        ? context.identity().credentials()
                        : Credentials.of(login.user(), login.password());
        profile.identity = new Identity(login.database(), login.protocol(), credentials);
        profile.authenticated |= luggage.authenticated();
        profile.name = luggage.name();
        profile.durability = profile.promised();
        return profile;
    }

    /// Which no other client has.
    long number() {
        return number;
    }

    /// When it connected; nanoseconds as `System.nanoTime`.
    long openedNanos() {
        return openedNanos;
    }

    /// When something came from it that this process did not see.
    long heardNanos() {
        return heardNanos;
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
