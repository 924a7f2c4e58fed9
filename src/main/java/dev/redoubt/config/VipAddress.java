package dev.redoubt.config;

import java.net.InetAddress;

/// An address that moves, as it is put up: with its prefix, on its interface.
public record VipAddress(InetAddress address, int prefixBits, String interfaceName) {
    /// As the file writes it: `192.168.0.1/24`.
    @Override
    public String toString() {
        return Hosts.spelled(address) + "/" + prefixBits;
    }
}
