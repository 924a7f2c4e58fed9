package dev.redoubt.vrrp;

/// Which VRRP a virtual router speaks; its packets begin with `number`.
public enum Version {
    /// RFC 3768, as keepalived speaks by default: IPv4, whole seconds, a password.
    V2(2),
    /// RFC 9568: IPv4 and IPv6, centiseconds.
    V3(3);

    private final int number;

    Version(int number) {
        this.number = number;
    }

    /// As the packet has it.
    public int number() {
        return number;
    }
}
