package dev.redoubt.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The attributes at the end of a message of rtnetlink(7), by type.
///
/// Reads what the kernel wrote: lengths that lead nowhere end the reading and throw nothing.
final class NetlinkAttributes {
    private static final int HEADER_BYTES = 4;
    private static final int TYPE_MASK = 0x3fff;

    private final Map<Integer, ByteBuffer> values = new HashMap<>();

    /// @param bytes from the first attribute on to the end of the message
    NetlinkAttributes(ByteBuffer bytes) {
        int at = bytes.position();
        while (at + HEADER_BYTES <= bytes.limit()) {
            int length = Short.toUnsignedInt(bytes.getShort(at));
            if (length < HEADER_BYTES || at + length > bytes.limit()) {
                return;
            }
            int type = bytes.getShort(at + Short.BYTES) & TYPE_MASK;
            values.put(
                    type,
                    bytes.slice(at + HEADER_BYTES, length - HEADER_BYTES)
                            .order(ByteOrder.nativeOrder()));
            at += (length + HEADER_BYTES - 1) / HEADER_BYTES * HEADER_BYTES;
        }
    }

    Optional<byte[]> bytes(int type) {
        return Optional.ofNullable(values.get(type)).map(NetlinkAttributes::copy);
    }

    private static byte[] copy(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.get(value.position(), bytes);
        return bytes;
    }

    Optional<String> text(int type) {
        return bytes(type).map(each -> new String(each, StandardCharsets.UTF_8).replace("\0", ""));
    }

    /// 32 bits of the value, in the machine's order.
    Optional<Integer> integer(int type, int offset) {
        return Optional.ofNullable(values.get(type))
                .filter(each -> offset + Integer.BYTES <= each.limit())
                .map(each -> each.getInt(offset));
    }
}
