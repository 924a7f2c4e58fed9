package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/// Tells neighbours who has an address now, on any interface (packet(7)); receives nothing.
public final class AnnouncementSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int NAME_BYTES = 20;
    private static final int PROTOCOL_OFFSET = 2;
    private static final int INDEX_OFFSET = 4;
    private static final int MAC_LENGTH_OFFSET = 11;
    private static final int MAC_OFFSET = 12;
    private static final int ETHERTYPE_OFFSET = 12;
    private static final int LONGEST_BYTES = 128;

    private final Descriptor descriptor;
    private final MemorySegment name = Arena.ofAuto().allocate(NAME_BYTES, Integer.BYTES);
    private final MemorySegment bytes = Arena.ofAuto().allocate(LONGEST_BYTES, Long.BYTES);

    private AnnouncementSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
        name.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        name.set(ValueLayout.JAVA_BYTE, MAC_LENGTH_OFFSET, (byte) MacAddress.BYTES);
    }

    public static AnnouncementSocket open() throws SystemCallException {
        // Protocol 0: nothing is received, so nothing piles up.
        return new AnnouncementSocket(
                Descriptor.socket(
                        AF_PACKET,
                        SOCK_RAW | Descriptor.NON_BLOCKING,
                        0,
                        "packet socket",
                        Capability.CAP_NET_RAW));
    }

    /// Sends one gratuitous ARP or unsolicited neighbour advertisement: the address is at this
    /// interface's MAC address. Nothing is sent where it has none: there are no caches to be told.
    public void announce(NetworkDevice device, InetAddress address) throws SystemCallException {
        if (device.mac().equals(MacAddress.NONE)) {
            return;
        }
        byte[] frame =
                address instanceof Inet6Address ipv6
                        ? NeighbourAdvertisement.frame(device.mac(), ipv6)
                        : GratuitousArp.frame(device.mac(), (Inet4Address) address);
        MemorySegment.copy(frame, 0, bytes, ValueLayout.JAVA_BYTE, 0, frame.length);
        name.set(ValueLayout.JAVA_INT, INDEX_OFFSET, device.index());
        MemorySegment.copy(
                frame, ETHERTYPE_OFFSET, name, ValueLayout.JAVA_BYTE, PROTOCOL_OFFSET, Short.BYTES);
        MemorySegment.copy(frame, 0, name, ValueLayout.JAVA_BYTE, MAC_OFFSET, MacAddress.BYTES);
        int sent = Libc.sendto(descriptor.number(), bytes.asSlice(0, frame.length), name);
        if (sent < 0) {
            throw descriptor.error(
                    -sent, "announce %s on %s".formatted(address.getHostAddress(), device), "");
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
