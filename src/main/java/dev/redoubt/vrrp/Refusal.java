package dev.redoubt.vrrp;

/// Why a packet is not heard. Each is counted; none changes a state.
public enum Refusal {
    /// No VRRP header, or an IP header that is not whole.
    TRUNCATED("shorter than a VRRP header"),
    VERSION("another version of VRRP"),
    /// Not an ADVERTISEMENT, the only type there is.
    TYPE("not an advertisement"),
    /// Another virtual router on the same wire: nothing is wrong.
    OTHER_ROUTER("of another router_id"),
    /// It came over a router (RFC 9568, 5.1.1.3), or over more than `min_ttl` lets it.
    HOP_LIMIT("its TTL or hop limit is less than 255, or than min_ttl"),
    LENGTH("not as long as its number of addresses says"),
    CHECKSUM("wrong checksum"),
    /// This node is the address owner and hears nobody (RFC 9568, 7.1).
    LOCAL_OWNER("from a second address owner, or while this one owns the address"),
    /// Unicast from somebody who is not in `peers`.
    STRANGER("its sender is none of the peers"),
    /// This node's own packet, or somebody with its address.
    OWN_ADDRESS("sent from this node's own address"),
    AUTH_TYPE("another kind of authentication"),
    PASSWORD("wrong password"),
    /// Version 2: not ours (RFC 3768, 7.1). Version 3: zero.
    INTERVAL("another advert_interval"),
    /// Its sender does not mean the same addresses (RFC 3768, 7.1), and is not their owner.
    ADDRESS_LIST("other addresses");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /// For people.
    public String text() {
        return text;
    }
}
