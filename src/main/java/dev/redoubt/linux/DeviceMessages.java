package dev.redoubt.linux;

/// Requests of rtnetlink(7) that change interfaces.
final class DeviceMessages {
    private static final int IFLA_LINKINFO = 18;
    private static final int INFO_KIND = 1;
    private static final int INFO_DATA = 2;
    private static final int MACVLAN_MODE = 1;
    private static final int MACVLAN_PRIVATE = 1;

    private static final int IFLA_AF_SPEC = 26;
    private static final int IPV4_SETTINGS = 1;
    private static final int RP_FILTER = 8;
    private static final int LOOSE = 2;
    private static final int ARP_ANNOUNCE = 18;
    private static final int BEST_ADDRESS = 2;
    private static final int ARP_IGNORE = 19;
    private static final int OWN_ADDRESSES_ONLY = 1;
    private static final int PROMOTE_SECONDARIES = 20;
    private static final int YES = 1;
    private static final int IPV6_ADDRESS_GENERATION = 8;
    private static final byte NONE = 1;

    private static final int UP = 1;

    private DeviceMessages() {}

    static NetlinkMessage macvlan(NetworkDevice below, String name, MacAddress mac) {
        NetlinkMessage message =
                NetlinkMessage.ofDevice(
                        NetlinkReader.NEW_DEVICE,
                        NetlinkMessage.ACKNOWLEDGE
                                | NetlinkMessage.CREATE
                                | NetlinkMessage.EXCLUSIVE,
                        0,
                        0);
        Runnable mode = () -> message.attribute(MACVLAN_MODE, MACVLAN_PRIVATE);
        return message.attribute(NetlinkReader.IFLA_IFNAME, name)
                .attribute(NetlinkReader.IFLA_ADDRESS, mac.bytes())
                .attribute(NetlinkReader.IFLA_LINK, below.index())
                .nested(
                        IFLA_LINKINFO,
                        () -> message.attribute(INFO_KIND, "macvlan").nested(INFO_DATA, mode));
    }

    /// Requests come in by one interface and answers may go out by another: that must not count as
    /// forged.
    static NetlinkMessage anySource(int deviceIndex) {
        NetlinkMessage message = change(deviceIndex, 0);
        return ipv4(message, () -> message.attribute(RP_FILTER, LOOSE));
    }

    /// Addresses of a network stay where the first of them goes.
    static NetlinkMessage keptSecondaries(int deviceIndex) {
        NetlinkMessage message = change(deviceIndex, 0);
        return ipv4(message, () -> message.attribute(PROMOTE_SECONDARIES, YES));
    }

    private static NetlinkMessage ipv4(NetlinkMessage message, Runnable settings) {
        return message.nested(
                IFLA_AF_SPEC,
                () ->
                        message.nested(
                                IpFamily.IPV4.number(),
                                () -> message.nested(IPV4_SETTINGS, settings)));
    }

    /// No IPv6 address is made of a MAC address that others have, too.
    static NetlinkMessage noGeneratedAddress(int deviceIndex) {
        NetlinkMessage message = change(deviceIndex, 0);
        Runnable ipv6 = () -> message.attribute(IPV6_ADDRESS_GENERATION, new byte[] {NONE});
        return message.nested(IFLA_AF_SPEC, () -> message.nested(IpFamily.IPV6.number(), ipv6));
    }

    static NetlinkMessage ownAddressesOnly(int deviceIndex) {
        NetlinkMessage message = change(deviceIndex, 0);
        return ipv4(
                message,
                () ->
                        message.attribute(ARP_IGNORE, OWN_ADDRESSES_ONLY)
                                .attribute(ARP_ANNOUNCE, BEST_ADDRESS));
    }

    static NetlinkMessage up(int deviceIndex) {
        return change(deviceIndex, UP);
    }

    static NetlinkMessage down(int deviceIndex) {
        return NetlinkMessage.clearing(
                NetlinkReader.NEW_DEVICE, NetlinkMessage.ACKNOWLEDGE, deviceIndex, UP);
    }

    private static NetlinkMessage change(int deviceIndex, int flags) {
        return NetlinkMessage.ofDevice(
                NetlinkReader.NEW_DEVICE, NetlinkMessage.ACKNOWLEDGE, deviceIndex, flags);
    }

    static NetlinkMessage removal(int deviceIndex) {
        return NetlinkMessage.ofDevice(
                NetlinkReader.DELETE_DEVICE, NetlinkMessage.ACKNOWLEDGE, deviceIndex, 0);
    }
}
