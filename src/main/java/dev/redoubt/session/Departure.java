package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;

import io.netty.channel.Channel;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.channel.unix.UnixChannel;

import org.jspecify.annotations.Nullable;

/// The way of a client's connection to another process of this node. It takes no new requests,
/// waits until what it sent is answered, and goes: the other one has the same connection then, and
/// here it is closed without a word to the client. Owned by one session.
final class Departure {
    /// What may wait unread: what the kernel takes in one packet, with all else in it.
    private static final int MOST_UNREAD_BYTES = 96 * 1024;

    /// A name of 64 KiB may come on top; the rest of a packet is its pool's name.
    private static final int MOST_STATE_BYTES = 120 * 1024;

    private final Session session;
    private final Channel channel;
    private boolean wanted;

    Departure(Session session, Channel channel) {
        this.session = session;
        this.channel = channel;
    }

    /// Whether the session, whose gate this is, takes nothing new, because it could go soon. What
    /// the scanner has begun the other process begins anew.
    boolean shuts(Session.Gate gate) {
        return wanted && (gate == Session.Gate.OPEN || gate == Session.Gate.WINDOW) && canWait();
    }

    /// A large request does not fit into a packet, and the end of what a client sends needs no
    /// other process.
    private boolean canWait() {
        return session.modes().isShared()
                && !session.modes().isRecovering()
                && !session.isInputEnded()
                && !session.input().isDiscarding()
                && session.input().waitingBytes() <= MOST_UNREAD_BYTES;
    }

    /// It stays, and goes on.
    void cancel() {
        if (wanted) {
            wanted = false;
            session.reopen(Session.Gate.DEPARTING);
        }
    }

    /// Goes if it can now; if not, it takes nothing new until it can, or until [#cancel].
    ///
    /// @return whether it went
    boolean go(ConnectionCourier courier) {
        if (session.hasEnded() || !(channel instanceof UnixChannel unix)) {
            return false;
        }
        wanted = true;
        session.process();
        if (session.gate() != Session.Gate.DEPARTING) {
            return false;
        }
        if (!canWait()) {
            // More came than can wait: it is taken, and the end of that is waited for.
            session.reopen(Session.Gate.DEPARTING);
            return false;
        }
        if (session.modes().owed() > 0 || !session.output().isEmpty()) {
            return false;
        }
        byte[] state = LuggageCodec.encode(pack());
        if (state.length > MOST_STATE_BYTES) {
            cancel();
            return false;
        }
        if (!courier.take(unix.fd().intValue(), state)) {
            return false;
        }
        // Of the connection itself nothing ends: the other process has it open.
        session.close();
        return true;
    }

    private Luggage pack() {
        ClientProfile profile = session.profile();
        ClientFacts facts = session.facts();
        return new Luggage(
                channel instanceof DomainSocketChannel,
                facts.number(),
                profile.name(),
                profile.isAuthenticated(),
                login(profile.identity()),
                new Luggage.Ages(facts.age().toNanos(), facts.idle().toNanos()),
                session.input().unread());
    }

    private Luggage.Login login(Identity identity) {
        Credentials credentials = identity.credentials().orElse(null);
        boolean own = session.isOwnUser();
        @Nullable String user = own || credentials == null ? null : credentials.username();
        @Nullable Secret password = own || credentials == null ? null : credentials.password();
        return new Luggage.Login(identity.database(), identity.protocol(), own, user, password);
    }
}
