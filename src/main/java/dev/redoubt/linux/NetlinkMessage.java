package dev.redoubt.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A request of rtnetlink(7) that is being written: header, a family's own header, attributes.
final class NetlinkMessage {
    static final int HEADER_BYTES = 16;
    static final int REQUEST = 1;
    static final int ACKNOWLEDGE = 4;
    static final int REPLACE = 0x100;
    static final int EXCLUSIVE = 0x200;
    static final int DUMP = 0x300;
    static final int CREATE = 0x400;

    private static final int LONGEST_BYTES = 1024;
    private static final int SEQUENCE_OFFSET = 8;
    private static final int ALIGNMENT = 4;
    private static final int NESTED = 0x8000;

    private final ByteBuffer bytes =
            ByteBuffer.allocateDirect(LONGEST_BYTES).order(ByteOrder.nativeOrder());

    private NetlinkMessage(int type, int flags) {
        bytes.putInt(0)
                .putShort((short) type)
                .putShort((short) (flags | REQUEST))
                .putInt(0)
                .putInt(0);
    }

    /// About interfaces (struct ifinfomsg).
    ///
    /// @param set which of the interface's flags to set; the others stay
    static NetlinkMessage ofDevice(int type, int flags, int deviceIndex, int set) {
        NetlinkMessage made = new NetlinkMessage(type, flags);
        made.bytes.putInt(0).putInt(deviceIndex).putInt(set).putInt(set);
        return made;
    }

    /// About an interface, some of whose flags are cleared.
    static NetlinkMessage clearing(int type, int flags, int deviceIndex, int cleared) {
        NetlinkMessage made = new NetlinkMessage(type, flags);
        made.bytes.putInt(0).putInt(deviceIndex).putInt(0).putInt(cleared);
        return made;
    }

    /// About addresses (struct ifaddrmsg), of all interfaces and families.
    static NetlinkMessage ofAddresses(int type, int flags) {
        NetlinkMessage made = new NetlinkMessage(type, flags);
        made.bytes.putLong(0);
        return made;
    }

    /// About one address.
    static NetlinkMessage ofAddress(int type, int flags, VirtualAddress address) {
        NetlinkMessage made = new NetlinkMessage(type, flags);
        made.bytes
                .put((byte) IpFamily.of(address.address()).number())
                .put((byte) address.prefixBits())
                .put((byte) 0)
                .put((byte) 0)
                .putInt(address.deviceIndex());
        return made;
    }

    /// About packet filters (struct nfgenmsg).
    ///
    /// @param resource of the beginning and the end of several that count together
    static NetlinkMessage ofFilter(int type, int flags, int family, int resource) {
        NetlinkMessage made = new NetlinkMessage(type, flags);
        made.bytes.put((byte) family).put((byte) 0);
        made.bytes.put((byte) (resource >> Byte.SIZE)).put((byte) resource);
        return made;
    }

    NetlinkMessage attribute(int type, byte[] value) {
        bytes.putShort((short) (value.length + ALIGNMENT)).putShort((short) type).put(value);
        while (bytes.position() % ALIGNMENT != 0) {
            bytes.put((byte) 0);
        }
        return this;
    }

    NetlinkMessage attribute(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /// 32 bits each, in the machine's order.
    NetlinkMessage attribute(int type, int... values) {
        ByteBuffer value =
                ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.nativeOrder());
        for (int each : values) {
            value.putInt(each);
        }
        return attribute(type, value.array());
    }

    /// 32 bits in the network's order, as packet filters have all their numbers.
    NetlinkMessage number(int type, int value) {
        return attribute(type, ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    /// What the writer adds is the attribute's value.
    NetlinkMessage nested(int type, Runnable writer) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) (type | NESTED));
        writer.run();
        bytes.putShort(start, (short) (bytes.position() - start));
        return this;
    }

    /// The whole of it, under this number; it can be had again under another.
    ByteBuffer numbered(int sequence) {
        bytes.putInt(0, bytes.position()).putInt(SEQUENCE_OFFSET, sequence);
        return bytes.duplicate().flip();
    }
}
