package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A virtual address's `addresses`.
final class VipAddresses {
    private static final String EXPECTED = "an address with its prefix, such as 192.168.0.1/24";
    private static final List<String> KEYS = List.of("address", "interface");

    /// As many as fit into a packet of IPv6 on Ethernet, with room to spare.
    private static final int MOST = 64;

    private static final String CONNECTABLE = "an address that others can connect to";

    /// A network of two addresses has none (RFC 3021).
    private static final int MOST_WITH_BROADCAST = 30;

    private record Prefixed(InetAddress address, int prefixBits) {}

    private static final Syntax<Prefixed> SYNTAX = new Syntax<>(EXPECTED, VipAddresses::parse);

    private VipAddresses() {}

    private static Parsed<Prefixed> parse(String text) {
        int slash = text.indexOf('/');
        Optional<InetAddress> literal = Hosts.literal(slash < 0 ? text : text.substring(0, slash));
        if (literal.isEmpty()) {
            return new Parsed.Bad<>(EXPECTED);
        }
        InetAddress address = literal.get();
        if (!isOneHosts(address) || address.isLoopbackAddress()) {
            return new Parsed.Bad<>(CONNECTABLE);
        }
        int bits = address.getAddress().length * Byte.SIZE;
        if (slash < 0) {
            return new Parsed.Good<>(new Prefixed(address, bits));
        }
        return switch (Syntax.integer(new Range(1, bits)).parse(text.substring(slash + 1))) {
            case Parsed.Good<Integer>(Integer prefix) when isAllOfNetwork(address, prefix) ->
                    new Parsed.Bad<>(CONNECTABLE + ", not its network's first or last");
            case Parsed.Good<Integer>(Integer prefix) ->
                    new Parsed.Good<>(new Prefixed(address, prefix));
            case Parsed.Bad<Integer> _ -> new Parsed.Bad<>("a prefix length from 1 to " + bits);
        };
    }

    /// Whether it can be one host's: neither for many nor for none.
    static boolean isOneHosts(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean reserved =
                bytes.length == Integer.BYTES
                        && (bytes[0] == 0 || ByteBuffer.wrap(bytes).getInt() == -1);
        return !address.isAnyLocalAddress() && !address.isMulticastAddress() && !reserved;
    }

    /// Whether it is an IPv4 network's own address, or its broadcast address (RFC 919).
    private static boolean isAllOfNetwork(InetAddress address, int prefixBits) {
        byte[] bytes = address.getAddress();
        if (bytes.length != Integer.BYTES || prefixBits > MOST_WITH_BROADCAST) {
            return false;
        }
        int hosts = -1 >>> prefixBits;
        int host = ByteBuffer.wrap(bytes).getInt() & hosts;
        return host == 0 || host == hosts;
    }

    /// @param usual the interface of those that name none
    static List<VipAddress> read(MapReader vip, String usual) {
        String expected = "a list of addresses, such as [192.168.0.1/24]";
        Optional<Setting> setting = vip.required("addresses", expected);
        List<Setting> items = setting.flatMap(each -> each.items(expected)).orElse(List.of());
        if (items.size() > MOST) {
            setting.ifPresent(each -> each.wrong("at most " + MOST + " addresses"));
        }
        List<VipAddress> addresses = new ArrayList<>();
        Set<InetAddress> seen = new HashSet<>();
        for (Setting item : items) {
            one(item, usual)
                    .ifPresent(address -> {
                        addresses.add(address);
                        if (!seen.add(address.address())) {
                            item.wrong("each once");
                        }
                    });
        }
        return List.copyOf(addresses);
    }

    private static Optional<VipAddress> one(Setting item, String usual) {
        if (item.isMap()) {
            return MapReader.open(item, KEYS)
                    .flatMap(map -> {
                        String on = map.value("interface", VipReader.INTERFACE, usual);
                        return map.required("address", SYNTAX)
                                .map(each -> new VipAddress(each.address(), each.prefixBits(), on));
                    });
        }
        return item.read(SYNTAX)
                .map(each -> new VipAddress(each.address(), each.prefixBits(), usual));
    }
}
