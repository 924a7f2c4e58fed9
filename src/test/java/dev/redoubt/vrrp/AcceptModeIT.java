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
            assertFalse(lab.isReached(talk.address()), lab::told);
            String entry = lab.host(Lab.CLIENT).ip("neigh", "show", talk.address());
            assertTrue(entry.contains(host.mac()), entry);
            assertTrue(lab.isReached(talk.isIpv6() ? host.ipv6() : host.ipv4()), lab::told);

            Lab.kill(redoubt);
            assertTrue(redoubt.onExit().join() == redoubt);
            host.ip("addr", "replace", talk.address() + "/24", "dev", "eth0");
            lab.await(() -> lab.isReached(talk.address()), "it is an address as any other");
        }
    }
}
