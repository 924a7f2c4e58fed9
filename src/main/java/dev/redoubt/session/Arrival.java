package dev.redoubt.session;

/// A client who comes from another process of this node, for those who need not know more.
public final class Arrival {
    private final Luggage luggage;

    Arrival(Luggage luggage) {
        this.luggage = luggage;
    }

    Luggage luggage() {
        return luggage;
    }

    /// Whether it came over a unix socket, else TCP.
    public boolean isUnix() {
        return luggage.unix();
    }

    /// What it sent and nobody has taken yet; the session is to read it first.
    public byte[] unread() {
        return luggage.unread();
    }
}
