package dev.redoubt.vrrp;

/// What a packet came to.
public sealed interface Reading {
    /// An advert for this virtual router.
    record Heard(Advert advert, Standing standing) implements Reading {}

    /// Nothing for it.
    record Refused(Refusal reason) implements Reading {}

    /// Whose primary address is the greater one; decides between equal priorities (RFC 9568,
    /// 6.4.3).
    enum Standing {
        SENDER_ABOVE,
        SENDER_BELOW
    }
}
