package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A node that cannot send from where it shall has no address: or both sides would have it, and
/// nobody would know why.
class SourceIT {
    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void aSourceThatIsNotHereIsWaitedFor(Talk talk) throws Exception {
        String source = talk.isIpv6() ? "fe80::77" : "198.18.0.77";
        String prefixed = source + (talk.isIpv6() ? "/64" : "/24");
        try (Lab lab = new Lab(talk)) {
            lab.redoubt("source: '" + source + "'");
            lab.await(() -> lab.told().contains("expected: an address of this machine"), "told");
            assertFalse(lab.told().contains("ACTIVE"), lab::told);
            lab.host(Lab.REDOUBT).ip("addr", "add", prefixed, "dev", "eth0");
            lab.awaitOnlyAt(Lab.REDOUBT);
            lab.host(Lab.REDOUBT).ip("addr", "del", prefixed, "dev", "eth0");
            lab.await(() -> !lab.watch().isOnlyAt(Lab.REDOUBT), "given up");
        }
    }
}
