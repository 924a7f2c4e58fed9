package dev.redoubt.net;

import dev.redoubt.config.SourceNetwork;

import java.net.InetAddress;
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
        return networks.isEmpty()
                || networks.stream().anyMatch(network -> contains(network, source.getAddress()));
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
