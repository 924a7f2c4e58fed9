package dev.redoubt.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.function.IntFunction;

/// Makes records of the messages that rtnetlink(7) sends: of a list, or as events.
final class NetlinkReader {
    static final int NEW_DEVICE = 16;
    static final int DELETE_DEVICE = 17;
    static final int GET_DEVICE = 18;
    static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    static final int GET_ADDRESS = 22;

    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_CACHEINFO = 6;
    static final int IFA_FLAGS = 8;

    private static final int DEVICE_BYTES = 16;
    private static final int ADDRESS_BYTES = 8;

    private NetlinkReader() {}

    /// @param body a message behind its header
    static Optional<NetworkDevice> device(ByteBuffer body) {
        // Another family than "unspecified" is of a bridge's port, not of the interface itself.
        if (body.remaining() < DEVICE_BYTES || body.get(body.position()) != 0) {
            return Optional.empty();
        }
        int start = body.position();
        NetlinkAttributes attributes = attributes(body, DEVICE_BYTES);
        return Optional.of(
                new NetworkDevice(
                        body.getInt(start + 4),
                        attributes.text(IFLA_IFNAME).orElse(""),
                        new NetworkDevice.Flags(body.getInt(start + 8)),
                        attributes.bytes(IFLA_ADDRESS).map(MacAddress::of).orElse(MacAddress.NONE),
                        attributes.integer(IFLA_MTU, 0).orElse(0),
                        attributes.integer(IFLA_LINK, 0).orElse(0)));
    }

    /// @param body a message behind its header
    static Optional<DeviceAddress> address(ByteBuffer body) {
        if (body.remaining() < ADDRESS_BYTES
                || !IpFamily.isKnown(Byte.toUnsignedInt(body.get(body.position())))) {
            return Optional.empty();
        }
        int start = body.position();
        int prefixBits = Byte.toUnsignedInt(body.get(start + 1));
        int shortFlags = Byte.toUnsignedInt(body.get(start + 2));
        int scope = Byte.toUnsignedInt(body.get(start + 3));
        int deviceIndex = body.getInt(start + 4);
        NetlinkAttributes attributes = attributes(body, ADDRESS_BYTES);
        // Of a pair with a peer, IFA_ADDRESS is the other end.
        return attributes
                .bytes(IFA_LOCAL)
                .or(() -> attributes.bytes(IFA_ADDRESS))
                .map(IpFamily::address)
                .map(address ->
                        new DeviceAddress(
                                new VirtualAddress(deviceIndex, address, prefixBits),
                                DeviceAddress.Scope.of(scope),
                                attributes.integer(IFA_FLAGS, 0).orElse(shortFlags),
                                lifetime(offset -> cacheInfo(attributes, offset))));
    }

    private static Lifetime lifetime(IntFunction<Optional<Integer>> cacheInfo) {
        long preferred = cacheInfo.apply(0).map(Integer::toUnsignedLong).orElse(0xffff_ffffL);
        long valid =
                cacheInfo.apply(Integer.BYTES).map(Integer::toUnsignedLong).orElse(0xffff_ffffL);
        // In its last second an address is told of with none left.
        long validSeconds = Math.max(1, valid);
        return new Lifetime(validSeconds, Math.min(preferred, validSeconds));
    }

    private static Optional<Integer> cacheInfo(NetlinkAttributes attributes, int offset) {
        return attributes.integer(IFA_CACHEINFO, offset);
    }

    private static NetlinkAttributes attributes(ByteBuffer body, int behind) {
        return new NetlinkAttributes(
                body.duplicate().order(ByteOrder.nativeOrder()).position(body.position() + behind));
    }
}
