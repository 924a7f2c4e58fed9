package dev.redoubt.vrrp;

import dev.redoubt.peers.Lan.Host;

import java.util.List;

/// One way to speak VRRP, as both sides are told of it.
enum Talk {
    V2_PASS(1000),
    V3_MULTICAST(100),
    V3_UNICAST(100),
    V3_IPV6(100),
    V3_IPV6_UNICAST(100);

    private final int intervalMillis;

    Talk(int intervalMillis) {
        this.intervalMillis = intervalMillis;
    }

    /// The address to be held, and looked for.
    String address() {
        return isIpv6() ? "fd00::100" : "198.18.0.100";
    }

    boolean isIpv6() {
        return this == V3_IPV6 || this == V3_IPV6_UNICAST;
    }

    private boolean isUnicast() {
        return this == V3_UNICAST || this == V3_IPV6_UNICAST;
    }

    private Version version() {
        return this == V2_PASS ? Version.V2 : Version.V3;
    }

    private List<String> addresses() {
        return switch (this) {
            case V2_PASS, V3_MULTICAST, V3_UNICAST -> List.of(address() + "/24");
            case V3_IPV6, V3_IPV6_UNICAST -> List.of("fe80::100/64", address() + "/64");
        };
    }

    private String addressOf(Host host) {
        return isIpv6() ? host.ipv6() : host.ipv4();
    }

    /// How long a router of this priority waits for a silent one.
    long downMillis(int priority) {
        return VrrpConfig.activeDownNanos(version(), priority, new Interval(intervalMillis / 10))
                / 1_000_000;
    }

    /// How long it waits for one that said that it leaves.
    long skewMillis(int priority) {
        return VrrpConfig.skewNanos(version(), priority, new Interval(intervalMillis / 10))
                / 1_000_000;
    }

    /// How long addresses outlive a Redoubt that was killed, at most.
    long lifetimeMillis() {
        return Math.max(1000, 3L * intervalMillis);
    }

    String redoubt(Host peer, String keys) {
        return """
        vips:
          front:
            addresses: [%s]
            interface: eth0
            router_id: 51
            version: %d
            advert_interval: %dms
            %s
            %s
            %s
        """
                .formatted(
                        String.join(
                                ", ", addresses().stream().map(each -> "'" + each + "'").toList()),
                        version().number(),
                        intervalMillis,
                        this == V2_PASS ? "password: hogehoge" : "",
                        isUnicast() ? "peers: ['" + addressOf(peer) + "']" : "",
                        keys);
    }

    String keepalived(Host here, Host peer, String keys) {
        String unicast =
                isUnicast()
                        ? "unicast_src_ip %s%nunicast_peer {%n%s%n}"
                                .formatted(addressOf(here), addressOf(peer))
                        : "";
        String authentication =
                this == V2_PASS ? "authentication {\nauth_type PASS\nauth_pass hogehoge\n}" : "";
        return """
        global_defs {
          router_id test
        }
        vrrp_instance front {
          state BACKUP
          interface eth0
          virtual_router_id 51
          version %d
          advert_int %s
          %s
          %s
          %s
          virtual_ipaddress {
            %s
          }
        }
        """
                .formatted(
                        version().number(),
                        intervalMillis % 1000 == 0
                                ? Integer.toString(intervalMillis / 1000)
                                : "0." + intervalMillis / 100,
                        authentication,
                        unicast,
                        keys,
                        String.join("\n", addresses()));
    }
}
