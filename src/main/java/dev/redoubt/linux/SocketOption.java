package dev.redoubt.linux;

/// The socket options of this room; the numbers are those of x86_64 and aarch64.
enum SocketOption {
    SO_RCVBUF(1, 8),
    SO_PRIORITY(1, 12),
    SO_RCVTIMEO(1, 20),
    SO_BINDTODEVICE(1, 25),
    SO_RCVBUFFORCE(1, 33),
    IP_TOS(0, 1),
    IP_TTL(0, 2),
    IP_MULTICAST_IF(0, 32),
    IP_MULTICAST_TTL(0, 33),
    IP_MULTICAST_LOOP(0, 34),
    IP_ADD_MEMBERSHIP(0, 35),
    IP_MULTICAST_ALL(0, 49),
    IPV6_UNICAST_HOPS(41, 16),
    IPV6_MULTICAST_IF(41, 17),
    IPV6_MULTICAST_HOPS(41, 18),
    IPV6_MULTICAST_LOOP(41, 19),
    IPV6_ADD_MEMBERSHIP(41, 20),
    IPV6_RECVPKTINFO(41, 49),
    IPV6_RECVHOPLIMIT(41, 51),
    IPV6_TCLASS(41, 67),
    IPV6_FREEBIND(41, 78),
    NETLINK_CAP_ACK(270, 10),
    NETLINK_EXT_ACK(270, 11);

    private final int level;
    private final int number;

    SocketOption(int level, int number) {
        this.level = level;
        this.number = number;
    }

    int level() {
        return level;
    }

    int number() {
        return number;
    }
}
