package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Sends and receives IP protocol 112 on one interface, for every virtual router there.
///
/// Bound to the interface's index: one that comes back after it was gone needs a new socket. The
/// kernel checks no checksum of VRRP. The group is heard after [#joinGroup()]; with IPv6 also when
/// another on this machine joined it there. What is sent here is not heard here.
public final class VrrpSocket implements Pollable, AutoCloseable {
    static final int IPV6_LEVEL = 41;
    static final int IPV6_PKTINFO = 50;
    static final int IPV6_HOPLIMIT = 52;

    private static final int SOCK_RAW = 3;
    private static final int VRRP = 112;
    private static final int IPV4_LEVEL = 0;
    private static final int IPV4_PKTINFO = 8;
    private static final int HOPS = 255;

    /// Internetwork control, as keepalived marks its adverts, and the queue for what is urgent.
    private static final int CLASS = 0xc0;

    private static final int URGENT = 7;

    /// Some thousands of adverts: a flood ends here and not in the heap.
    private static final int QUEUE_BYTES = 1024 * 1024;

    private static final int LONGEST_BYTES = 8192;
    private static final int IPV4_PKTINFO_BYTES = 12;
    private static final int IPV6_PKTINFO_BYTES = 20;
    private static final int IPV4_NAME_BYTES = 16;
    private static final int IPV6_NAME_BYTES = 28;
    private static final int IPV6_SCOPE_OFFSET = 24;
    private static final ValueLayout.OfInt UNALIGNED = ValueLayout.JAVA_INT_UNALIGNED;

    private final Descriptor descriptor;
    private final NetworkDevice device;
    private final IpFamily family;
    private final MessageHeader header = new MessageHeader(LONGEST_BYTES);
    private final ByteBuffer content = header.bytes().asByteBuffer();

    private VrrpSocket(Descriptor descriptor, NetworkDevice device, IpFamily family) {
        this.descriptor = descriptor;
        this.device = device;
        this.family = family;
    }

    public static VrrpSocket open(NetworkDevice device, IpFamily family)
            throws SystemCallException {
        Descriptor descriptor =
                Descriptor.socket(
                        family.number(),
                        SOCK_RAW | Descriptor.NON_BLOCKING,
                        VRRP,
                        "%s socket for VRRP on %s".formatted(family, device),
                        Capability.CAP_NET_RAW);
        try {
            VrrpSocket made = new VrrpSocket(descriptor, device, family);
            made.bindToDevice();
            switch (family) {
                case IPV4 -> made.setIpv4Options();
                case IPV6 -> made.setIpv6Options();
            }
            // Behind the class, which sets this, too.
            descriptor.option(SocketOption.SO_PRIORITY, URGENT);
            made.enlargeQueue();
            return made;
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    /// On an interface that stands on another one, whose addresses it sends from.
    public static VrrpSocket openAbove(NetworkDevice device, IpFamily family)
            throws SystemCallException {
        VrrpSocket made = open(device, family);
        try {
            if (family == IpFamily.IPV6) {
                // A link-local address is one interface's alone, unless it need not be here at all.
                made.descriptor.option(SocketOption.IPV6_FREEBIND, 1);
            }
            return made;
        } catch (SystemCallException e) {
            made.close();
            throw e;
        }
    }

    private void bindToDevice() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            descriptor.option(
                    SocketOption.SO_BINDTODEVICE,
                    arena.allocateFrom(device.name(), StandardCharsets.UTF_8));
        }
    }

    private void setIpv4Options() throws SystemCallException {
        descriptor.option(SocketOption.IP_TTL, HOPS);
        descriptor.option(SocketOption.IP_MULTICAST_TTL, HOPS);
        descriptor.option(SocketOption.IP_MULTICAST_LOOP, 0);
        descriptor.option(SocketOption.IP_MULTICAST_ALL, 0);
        descriptor.option(SocketOption.IP_TOS, CLASS);
        membership(SocketOption.IP_MULTICAST_IF, IpFamily.UNSPECIFIED_IPV4);
    }

    private void setIpv6Options() throws SystemCallException {
        descriptor.option(SocketOption.IPV6_UNICAST_HOPS, HOPS);
        descriptor.option(SocketOption.IPV6_MULTICAST_HOPS, HOPS);
        descriptor.option(SocketOption.IPV6_MULTICAST_LOOP, 0);
        descriptor.option(SocketOption.IPV6_TCLASS, CLASS);
        descriptor.option(SocketOption.IPV6_MULTICAST_IF, device.index());
        descriptor.option(SocketOption.IPV6_RECVHOPLIMIT, 1);
        descriptor.option(SocketOption.IPV6_RECVPKTINFO, 1);
    }

    /// Past the limit of unprivileged sockets where that is allowed, else up to it.
    private void enlargeQueue() throws SystemCallException {
        try {
            descriptor.option(SocketOption.SO_RCVBUFFORCE, QUEUE_BYTES);
        } catch (SystemCallException _) {
            descriptor.option(SocketOption.SO_RCVBUF, QUEUE_BYTES);
        }
    }

    /// Hears what is sent to the family's group of VRRP from now on.
    public void joinGroup() throws SystemCallException {
        switch (family) {
            case IPV4 -> membership(SocketOption.IP_ADD_MEMBERSHIP, family.vrrpGroup());
            case IPV6 -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment request = arena.allocate(IPV6_PKTINFO_BYTES, Integer.BYTES);
                    request.copyFrom(MemorySegment.ofArray(family.vrrpGroup().getAddress()));
                    request.set(ValueLayout.JAVA_INT, IpFamily.IPV6.addressBytes(), device.index());
                    descriptor.option(SocketOption.IPV6_ADD_MEMBERSHIP, request);
                }
            }
        }
    }

    /// struct ip_mreqn
    private void membership(SocketOption option, InetAddress group) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IPV4_PKTINFO_BYTES, Integer.BYTES);
            request.copyFrom(MemorySegment.ofArray(group.getAddress()));
            request.set(ValueLayout.JAVA_INT, 2L * Integer.BYTES, device.index());
            descriptor.option(option, request);
        }
    }

    /// Sends what is between position and limit, which stay.
    ///
    /// @param source an address of this machine
    /// @param destination the group, or a peer's address
    /// @throws SystemCallException this one is lost; others may not be
    public void send(ByteBuffer advert, InetAddress source, InetAddress destination)
            throws SystemCallException {
        int length = advert.remaining();
        content.put(0, advert, advert.position(), length);
        switch (family) {
            case IPV4 -> addressIpv4(source, destination, length);
            case IPV6 -> addressIpv6(source, destination, length);
        }
        int sent = header.send(descriptor.number());
        if (sent < 0) {
            throw descriptor.error(
                    -sent,
                    "send from %s to %s"
                            .formatted(source.getHostAddress(), destination.getHostAddress()),
                    "");
        }
    }

    private void addressIpv4(InetAddress source, InetAddress destination, int length) {
        header.measure(IPV4_NAME_BYTES, length, 32);
        header.name().set(ValueLayout.JAVA_SHORT, 0, (short) family.number());
        header.name().set(UNALIGNED, Integer.BYTES, word(destination));
        header.control(IPV4_LEVEL, IPV4_PKTINFO, IPV4_PKTINFO_BYTES);
        long at = MessageHeader.CONTROL_HEADER_BYTES;
        header.control().set(UNALIGNED, at, device.index());
        header.control().set(UNALIGNED, at + Integer.BYTES, word(source));
        header.control().set(UNALIGNED, at + 2L * Integer.BYTES, 0);
    }

    private static int word(InetAddress address) {
        return ByteBuffer.wrap(address.getAddress()).order(ByteOrder.nativeOrder()).getInt();
    }

    private void addressIpv6(InetAddress source, InetAddress destination, int length) {
        header.measure(IPV6_NAME_BYTES, length, 40);
        header.name().set(ValueLayout.JAVA_SHORT, 0, (short) family.number());
        header.name()
                .asSlice(2L * Integer.BYTES, family.addressBytes())
                .copyFrom(MemorySegment.ofArray(destination.getAddress()));
        header.name().set(UNALIGNED, IPV6_SCOPE_OFFSET, device.index());
        header.control(IPV6_LEVEL, IPV6_PKTINFO, IPV6_PKTINFO_BYTES);
        long at = MessageHeader.CONTROL_HEADER_BYTES;
        header.control()
                .asSlice(at, family.addressBytes())
                .copyFrom(MemorySegment.ofArray(source.getAddress()));
        header.control().set(UNALIGNED, at + family.addressBytes(), device.index());
    }

    /// Takes the next packet, of whomever and however wrong.
    ///
    /// @return false where none waits
    /// @throws SystemCallException not because the interface is gone: of that [NetworkEvents] tells
    public boolean receive(VrrpDatagram into) throws SystemCallException {
        int received = into.receive(descriptor.number(), family);
        if (received == -Errno.EAGAIN.number() || received == -Errno.EINTR.number()) {
            return false;
        }
        descriptor.check(received, "receive");
        return true;
    }

    public NetworkDevice device() {
        return device;
    }

    @Override
    public int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
