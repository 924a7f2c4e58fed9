package dev.redoubt.vrrp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Version 2's simple text password: eight bytes, filled up with zeros. It goes over the wire as it
/// is, so that it keeps mistakes away, not attackers (RFC 9568, 8.3.1, dropped it for that).
public final class Password {
    static final int BYTES = 8;

    /// For packets without one.
    static final Password NONE = new Password(new byte[BYTES]);

    private final byte[] bytes;

    private Password(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The first eight bytes of `text`, as keepalived cuts it.
    public static Password of(String text) {
        return new Password(Arrays.copyOf(text.getBytes(StandardCharsets.UTF_8), BYTES));
    }

    byte[] bytes() {
        return bytes.clone();
    }

    boolean isAt(byte[] packet, int from) {
        return MessageDigest.isEqual(bytes, Arrays.copyOfRange(packet, from, from + BYTES));
    }

    @Override
    public String toString() {
        return "***";
    }
}
