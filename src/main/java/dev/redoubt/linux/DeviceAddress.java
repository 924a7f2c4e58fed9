package dev.redoubt.linux;

import java.net.InetAddress;

/// An address that an interface has, as the kernel last told of it.
///
/// @param place interface, address and prefix
/// @param scope how far it is valid
/// @param flags IFA_F_ bits
/// @param lifetime what is left of it
public record DeviceAddress(VirtualAddress place, Scope scope, int flags, Lifetime lifetime) {
    /// How far an address is valid.
    public enum Scope {
        GLOBAL,
        SITE,
        LINK,
        HOST,
        NOWHERE;

        static Scope of(int number) {
            return switch (number) {
                case 200 -> SITE;
                case 253 -> LINK;
                case 254 -> HOST;
                case 255 -> NOWHERE;
                default -> GLOBAL;
            };
        }
    }

    static final int NO_DUPLICATE_DETECTION = 0x02;
    static final int NO_PREFIX_ROUTE = 0x200;
    private static final int DUPLICATE = 0x08;
    private static final int TENTATIVE = 0x40;

    public InetAddress address() {
        return place.address();
    }

    public int deviceIndex() {
        return place.deviceIndex();
    }

    /// IPv6: the kernel is still asking whether another has it, and does not answer for it.
    public boolean isTentative() {
        return (flags & TENTATIVE) != 0;
    }

    /// IPv6: whether the route to the network of a virtual address came with this one and ends with
    /// it, as where a router advertises the network. The kernel has one such route, and gives it
    /// the lifetime of whichever address was added or renewed last.
    boolean brings(VirtualAddress virtual) {
        return deviceIndex() == virtual.deviceIndex()
                && !place.equals(virtual)
                && place.prefixBits() == virtual.prefixBits()
                && place.isInNetwork(virtual.address())
                && !lifetime.isForever()
                && (flags & NO_PREFIX_ROUTE) == 0
                && !isVirtual();
    }

    /// As [RouteNetlink#add] leaves them: another virtual router's may go at any time.
    private boolean isVirtual() {
        return (flags & NO_DUPLICATE_DETECTION) != 0 && lifetime.preferredSeconds() == 0;
    }

    /// IPv6: another has it.
    public boolean isDuplicate() {
        return (flags & DUPLICATE) != 0;
    }
}
