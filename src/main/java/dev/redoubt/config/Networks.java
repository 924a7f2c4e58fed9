package dev.redoubt.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// Networks in CIDR notation, written with addresses, never with names.
final class Networks {
    private static final String EXPECTED =
            "an address or a network, such as 192.168.10.0/24 or fd00::/8";

    static final Syntax<SourceNetwork> SYNTAX = new Syntax<>(EXPECTED, Networks::parse);

    private Networks() {}

    private static Parsed<SourceNetwork> parse(String text) {
        int slash = text.indexOf('/');
        String host = slash < 0 ? text : text.substring(0, slash);
        Optional<InetAddress> literal = Hosts.literal(host);
        if (literal.isEmpty()) {
            return new Parsed.Bad<>(EXPECTED);
        }
        InetAddress address = literal.get();
        if (address instanceof Inet4Address && host.indexOf(':') >= 0) {
            return new Parsed.Bad<>("IPv4 without ::ffff:, such as " + address.getHostAddress());
        }
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Parsed.Good<>(new SourceNetwork(address, bits));
        }
        return Syntax.integer(new Syntax.Range(0, bits)).parse(text.substring(slash + 1))
                        instanceof Parsed.Good<Integer>(Integer prefix)
                ? network(address, prefix)
                : new Parsed.Bad<>("a prefix length from 0 to " + bits);
    }

    private static Parsed<SourceNetwork> network(InetAddress address, int prefixBits) {
        InetAddress network = masked(address, prefixBits);
        return network.equals(address)
                ? new Parsed.Good<>(new SourceNetwork(address, prefixBits))
                : new Parsed.Bad<>(
                        Hosts.spelled(network)
                                + "/"
                                + prefixBits
                                + ", or "
                                + Hosts.spelled(address)
                                + " alone");
    }

    private static InetAddress masked(InetAddress address, int prefixBits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(prefixBits - (long) i * Byte.SIZE, 0, Byte.SIZE);
            bytes[i] &= (byte) (0xff << (Byte.SIZE - kept));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the length it had", e);
        }
    }
}
