package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// With `accept: false` an address is found and takes nothing, as long as the process lives.
class AcceptModeIT {
    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void anAddressThatTakesNothing(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            Lan.Host host = lab.host(Lab.REDOUBT);
            Process redoubt = lab.redoubt("accept: false");
            lab.awaitOnlyAt(Lab.REDOUBT);
            // The kernel may need a moment until it hears who asks for an IPv6 address.
            lab.await(
                    () -> {
                        assertFalse(lab.isReached(talk.address()), lab::told);
                        return lab.host(Lab.CLIENT)
                                .ip("neigh", "show", talk.address())
                                .contains(host.mac());
                    },
                    "it is found");
            assertTrue(lab.isReached(talk.isIpv6() ? host.ipv6() : host.ipv4()), lab::told);

            Lab.kill(redoubt);
            redoubt.onExit().join();
            host.ip("addr", "replace", talk.address() + "/24", "dev", "eth0");
            lab.await(() -> lab.isReached(talk.address()), "it is an address as any other");
        }
    }
}
