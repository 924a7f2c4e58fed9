package dev.redoubt.net;

import dev.redoubt.config.SourceNetwork;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Who may connect, by source address. Immutable.
public final class SourceNetworks {
    private final List<SourceNetwork> networks;

    /// @param networks empty lets everybody in
    public SourceNetworks(List<SourceNetwork> networks) {
        this.networks = List.copyOf(networks);
    }

    /// Whether a connection from `source` is let in.
    public boolean allow(InetAddress source) {
        byte[] address = unmapped(source.getAddress());
        return networks.isEmpty()
                || networks.stream().anyMatch(network -> contains(network, address));
    }

    /// IPv4 out of `::ffff:10.0.0.4`, as which a socket of both families may show it.
    static byte[] unmapped(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return address;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return address;
            }
        }
        return Arrays.copyOfRange(address, 12, 16);
    }

    private static boolean contains(SourceNetwork network, byte[] address) {
        byte[] prefix = network.address().getAddress();
        if (prefix.length != address.length) {
            return false;
        }
        int whole = network.prefixBits() / 8;
        for (int i = 0; i < whole; i++) {
            if (prefix[i] != address[i]) {
                return false;
            }
        }
        int rest = network.prefixBits() % 8;
        return rest == 0 || ((prefix[whole] ^ address[whole]) & 0xff) >>> (8 - rest) == 0;
    }
}
