package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipConfig;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/// Which TTL adverts of peers must arrive with.
class PeerTtlTest {
    private static final InetAddress NEAR = InetAddress.ofLiteral("192.168.0.3");
    private static final InetAddress FAR = InetAddress.ofLiteral("10.0.0.3");
    private static final InetAddress NEAR_IPV6 = InetAddress.ofLiteral("fe80::3");

    private static Acceptance acceptance(InetAddress peer, OptionalInt minTtl) {
        String address = peer.equals(NEAR_IPV6) ? "fe80::64" : "192.168.0.1";
        VipConfig like = FakeVips.vip("front", 100, TrackConfig.NONE, null, address);
        VipConfig vip = FakeVips.withPeers(like, List.of(peer), minTtl);
        RouterPlan plan = RouterPlan.of(List.of(vip)).getFirst().getFirst();
        Predicate<InetAddress> near = each -> !each.equals(FAR);
        return plan.acceptance(Packets.HERE, near);
    }

    /// keepalived sends so, too.
    @Test
    void onTheInterfacesOwnNetworkItIs255() {
        assertEquals(255, acceptance(NEAR, OptionalInt.empty()).leastHops(NEAR));
    }

    @Test
    void behindRoutersItIsNotAskedFor() {
        assertEquals(1, acceptance(FAR, OptionalInt.empty()).leastHops(FAR));
    }

    /// keepalived's adverts to peers arrive with the kernel's 64.
    @Test
    void overIpv6ItIsNotAskedFor() {
        assertEquals(1, acceptance(NEAR_IPV6, OptionalInt.empty()).leastHops(NEAR_IPV6));
    }

    @Test
    void theFilesWordGoesFirst() {
        assertEquals(253, acceptance(FAR, OptionalInt.of(253)).leastHops(FAR));
        assertEquals(1, acceptance(NEAR, OptionalInt.of(1)).leastHops(NEAR));
        assertEquals(255, acceptance(NEAR_IPV6, OptionalInt.of(255)).leastHops(NEAR_IPV6));
    }
}
