package dev.redoubt.vrrp;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Adverts of a keepalived 2.2.7, as they were on the wire, and who would hear them.
final class Packets {
    static final InetAddress SENDER = InetAddress.ofLiteral("10.9.0.2");
    static final InetAddress HERE = InetAddress.ofLiteral("10.9.0.3");
    static final InetAddress SENDER_IPV6 = InetAddress.ofLiteral("fe80::a811:45ff:fe47:7844");
    static final InetAddress HERE_IPV6 = InetAddress.ofLiteral("fe80::1");
    static final Password PASSWORD = Password.of("hogehoge1");

    private Packets() {}

    /// One of keepalived's packets.
    ///
    /// @param hex what IP carries
    record Golden(
            String name, Advert advert, InetAddress source, InetAddress destination, String hex) {
        static final Golden V2_PASS =
                new Golden(
                        "version 2 with a password",
                        new Advert(Version.V2, 51, addresses("10.9.0.100"), 101, new Interval(100)),
                        SENDER,
                        AdvertCodec.GROUP_IPV4,
                        "213365010101ceb30a090064686f6765686f6765");
        static final Golden V3 =
                new Golden(
                        "version 3",
                        new Advert(
                                Version.V3,
                                52,
                                addresses("10.9.0.101", "10.9.0.102"),
                                102,
                                new Interval(20)),
                        SENDER,
                        AdvertCodec.GROUP_IPV4,
                        "313466020014693a0a0900650a090066");
        static final Golden V3_UNICAST =
                new Golden(
                        "version 3, unicast",
                        new Advert(Version.V3, 53, addresses("10.9.0.103"), 103, new Interval(100)),
                        SENDER,
                        HERE,
                        "31356701006448620a090067");
        static final Golden V3_IPV6 =
                new Golden(
                        "version 3, IPv6",
                        new Advert(Version.V3, 54, addresses("fd09::64"), 104, new Interval(100)),
                        SENDER_IPV6,
                        AdvertCodec.GROUP_IPV6,
                        "313668010064063bfd090000000000000000000000000064");
        static final List<Golden> ALL = List.of(V2_PASS, V3, V3_UNICAST, V3_IPV6);

        Optional<Password> password() {
            return equals(V2_PASS) ? Optional.of(PASSWORD) : Optional.empty();
        }

        Datagram datagram() {
            return new Datagram(source, destination, 255, HexFormat.of().parseHex(hex));
        }

        /// A node with the same configuration but its priority.
        Acceptance acceptance() {
            return new Acceptance(
                    advert.withPriority(100),
                    equals(V3_IPV6) ? HERE_IPV6 : HERE,
                    equals(V3_UNICAST) ? Map.of(SENDER, 1) : Map.of(),
                    password());
        }
    }

    static List<InetAddress> addresses(String... addresses) {
        return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    }
}
