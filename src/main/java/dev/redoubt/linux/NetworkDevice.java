package dev.redoubt.linux;

/// A network interface as the kernel last told of it.
///
/// @param index the kernel's number; one that comes back by the same name has another
/// @param name such as `eth0`
/// @param flags as in netdevice(7)
/// @param mac of Ethernet; else [MacAddress#NONE]
/// @param mtuBytes the longest packet
/// @param belowIndex the interface that it stands on, or is wired to; 0 for none
public record NetworkDevice(
        int index, String name, Flags flags, MacAddress mac, int mtuBytes, int belowIndex) {
    /// What is so of it, of what can be so of an interface.
    ///
    /// @param bits IFF_UP and others
    public record Flags(int bits) {}

    private static final int UP = 1;
    private static final int LOWER_UP = 0x10000;

    /// Whether an operator has switched it on.
    public boolean isUp() {
        return (flags.bits & UP) != 0;
    }

    /// Whether it is on and its link is there: what the cable, the bridge or the other end says.
    public boolean isRunning() {
        return isUp() && (flags.bits & LOWER_UP) != 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
