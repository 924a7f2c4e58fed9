package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.concurrent.TimeUnit;

/// `redoubt vip` and what others do to its addresses and its interface.
class AddressesIT {
    private static final Talk TALK = Talk.V3_MULTICAST;

    @Test
    void whatIsRemovedByHandIsPutBack() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            lab.redoubt("priority: 100");
            lab.awaitOnlyAt(Lab.REDOUBT);
            lab.host(Lab.REDOUBT).ip("addr", "del", TALK.address() + "/24", "dev", "eth0");
            lab.await(() -> lab.told().contains("PUT BACK"), "told");
            lab.awaitOnlyAt(Lab.REDOUBT);
        }
    }

    @Test
    void theSourceAddressIsGoneAndBack() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            lab.redoubt("priority: 100");
            lab.awaitOnlyAt(Lab.REDOUBT);
            String source = lab.host(Lab.REDOUBT).ipv4() + "/24";
            lab.host(Lab.REDOUBT).ip("addr", "del", source, "dev", "eth0");
            lab.await(() -> lab.told().contains("to send from"), "told");
            lab.await(() -> !lab.watch().isOnlyAt(Lab.REDOUBT), "released");
            lab.host(Lab.REDOUBT).ip("addr", "add", source, "dev", "eth0");
            lab.awaitOnlyAt(Lab.REDOUBT);
        }
    }

    @Test
    void anOperatorAsksWhereTheFileHasAnAdminAddress() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            lab.redoubt("priority: 100\nadmin: {listen: 127.0.0.1:9381}");
            lab.awaitOnlyAt(Lab.REDOUBT);
            String[] there = {"--admin", "http://127.0.0.1:9381"};
            String status = lab.command("status", there[0], there[1]);
            assertTrue(status.contains("front: ACTIVE"), status);
            String left = lab.command("vip", "leave", there[0], there[1]);
            assertTrue(left.contains("front: left to other nodes"), left);
            // No other node is there: somebody has to answer.
            lab.awaitOnlyAt(Lab.REDOUBT);
            status = lab.command("status", there[0], there[1]);
            assertTrue(status.contains("front: ACTIVE with priority 1, 198.18.0.100/24"), status);
        }
    }

    @Test
    void withoutItsCapabilitiesItDoesNotStart() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            Process redoubt = lab.redoubtWithout("net_raw", "priority: 100");
            assertTrue(redoubt.waitFor(20, TimeUnit.SECONDS), lab::told);
            assertEquals(1, redoubt.exitValue(), lab::told);
            lab.await(() -> lab.told().contains("CAP_NET_RAW"), "named");
        }
    }
}
