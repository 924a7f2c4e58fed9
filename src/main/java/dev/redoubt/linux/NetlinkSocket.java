package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A connection to the kernel's tables of interfaces and addresses, or to its packet filters
/// (netlink(7), NETLINK_ROUTE and NETLINK_NETFILTER).
final class NetlinkSocket implements AutoCloseable {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int ADDRESS_BYTES = 12;
    private static final int GROUPS_OFFSET = 8;
    // The kernel never sends a longer piece than what is asked for with 32 KiB.
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int EVENT_QUEUE_BYTES = 1024 * 1024;

    /// @param name for errors
    private record Protocol(int number, String name) {}

    private static final Protocol ROUTES = new Protocol(0, "rtnetlink");
    private static final Protocol FILTERS = new Protocol(12, "nf_tables");

    private final Descriptor descriptor;
    private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, Long.BYTES);
    private final ByteBuffer view = buffer.asByteBuffer().order(ByteOrder.nativeOrder());

    private NetlinkSocket(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /// For requests: each is answered before the call returns, or refused within a second.
    static NetlinkSocket forRequests() throws SystemCallException {
        return open(ROUTES, 0, 0);
    }

    /// For changes of packet filters, each answered as quickly.
    static NetlinkSocket forFilters() throws SystemCallException {
        return open(FILTERS, 0, 0);
    }

    /// For events.
    ///
    /// @param groups RTMGRP_ bits
    static NetlinkSocket forEvents(int groups) throws SystemCallException {
        return open(ROUTES, Descriptor.NON_BLOCKING, groups);
    }

    private static NetlinkSocket open(Protocol protocol, int flags, int groups)
            throws SystemCallException {
        Descriptor descriptor =
                Descriptor.socket(
                        AF_NETLINK,
                        SOCK_RAW | flags,
                        protocol.number(),
                        protocol.name(),
                        Capability.CAP_NET_ADMIN);
        try (Arena arena = Arena.ofConfined()) {
            descriptor.option(SocketOption.NETLINK_EXT_ACK, 1);
            descriptor.option(SocketOption.NETLINK_CAP_ACK, 1);
            // One second: the kernel answers at once, and nobody is to wait forever for its fault.
            descriptor.option(
                    SocketOption.SO_RCVTIMEO, arena.allocateFrom(ValueLayout.JAVA_LONG, 1, 0));
            if (groups != 0) {
                enlarge(descriptor);
            }
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            address.set(ValueLayout.JAVA_INT, GROUPS_OFFSET, groups);
            descriptor.bind(address);
            return new NetlinkSocket(descriptor);
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    /// Best effort: without it the queue overruns earlier, and an overrun is told.
    private static void enlarge(Descriptor descriptor) {
        try {
            descriptor.option(SocketOption.SO_RCVBUFFORCE, EVENT_QUEUE_BYTES);
        } catch (SystemCallException _) {
            return;
        }
    }

    Descriptor descriptor() {
        return descriptor;
    }

    void send(ByteBuffer message, String what) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ADDRESS_BYTES, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_NETLINK);
            int sent = Libc.sendto(descriptor.number(), MemorySegment.ofBuffer(message), address);
            descriptor.check(sent, what);
        }
    }

    /// Hands over each message of the next piece, its body from position to limit.
    ///
    /// @return the error, negative, where there is no piece
    int receive(Consumer<Message> each) {
        int received = Libc.recv(descriptor.number(), buffer, 0);
        if (received < 0) {
            return received;
        }
        for (Message message :
                split(view.duplicate().order(ByteOrder.nativeOrder()).limit(received))) {
            each.accept(message);
        }
        return received;
    }

    /// @param type such as RTM_NEWLINK
    /// @param flags NLM_F_ bits
    /// @param body what follows the header; shares the socket's buffer until the next piece
    record Message(int type, int flags, int sequence, ByteBuffer body) {}

    static List<Message> split(ByteBuffer piece) {
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at + NetlinkMessage.HEADER_BYTES <= piece.limit()) {
            int length = piece.getInt(at);
            if (length < NetlinkMessage.HEADER_BYTES || at + length > piece.limit()) {
                break;
            }
            messages.add(
                    new Message(
                            Short.toUnsignedInt(piece.getShort(at + 4)),
                            Short.toUnsignedInt(piece.getShort(at + 6)),
                            piece.getInt(at + 8),
                            piece.slice(
                                            at + NetlinkMessage.HEADER_BYTES,
                                            length - NetlinkMessage.HEADER_BYTES)
                                    .order(ByteOrder.nativeOrder())));
            at += (length + 3) / 4 * 4;
        }
        return messages;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
