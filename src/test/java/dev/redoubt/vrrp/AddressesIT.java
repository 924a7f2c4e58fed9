package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// `redoubt vip` and what others do to its addresses and its interface.
class AddressesIT {
    private static final Talk TALK = Talk.V3_MULTICAST;
    private static final String MAC = "02:00:5e:10:00:77";

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

    /// The operator's, with no lifetime.
    @Test
    void anOwnersPermanentAddressIsLeftAlone() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            Lan.Host host = lab.host(Lab.REDOUBT);
            host.ip("addr", "add", TALK.address() + "/24", "dev", "eth0");
            String before = host.ip("addr", "show", "to", TALK.address());
            assertTrue(before.contains("valid_lft forever"), before);
            Process redoubt = lab.redoubt("priority: 255");
            lab.await(() -> lab.told().contains("ACTIVE with priority 255"), "active");
            assertEquals(before, host.ip("addr", "show", "to", TALK.address()));
            Lab.signal("TERM", redoubt);
            assertTrue(redoubt.waitFor(20, TimeUnit.SECONDS), lab::told);
            assertEquals(before, host.ip("addr", "show", "to", TALK.address()));
        }
    }

    /// It sends from the address that it owns, and cannot know which that is.
    @Test
    void anOwnerOfItsOnlyAddressIsToldToNameIt() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            Lan.Host host = lab.host(Lab.REDOUBT);
            host.ip("addr", "add", TALK.address() + "/24", "dev", "eth0");
            host.ip("addr", "del", host.ipv4() + "/24", "dev", "eth0");
            lab.redoubt("priority: 255");
            lab.await(
                    () -> lab.told().contains("source: missing: no IPv4 address on eth0"), "told");
            assertTrue(
                    lab.told().contains("expected: the one of them that this node owns"),
                    lab::told);
        }
    }

    /// An operator renames an interface, and another one gets its name.
    @Test
    void theNameOfItsInterfaceIsAnothersNow() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            Lan.Host host = lab.host(Lab.REDOUBT);
            lab.redoubt("priority: 100");
            lab.awaitOnlyAt(Lab.REDOUBT);
            host.ip("link", "set", "eth0", "name", "old0");
            lab.await(() -> lab.told().contains("front: FAULT"), "told");
            lab.await(() -> !lab.watch().isOnlyAt(Lab.REDOUBT), "released");
            host.ip("link", "add", "eth0", "type", "veth", "peer", "name", "peer0");
            host.ip("addr", "add", "198.18.7.1/24", "dev", "eth0");
            host.ip("link", "set", "peer0", "up");
            host.ip("link", "set", "eth0", "up");
            lab.awaitOnlyAt(Lab.REDOUBT);
            String there = host.ip("addr", "show", "dev", "eth0");
            assertTrue(there.contains(TALK.address()), there);
            lab.await(
                    () -> host.ip("maddr", "show", "dev", "eth0").contains("224.0.0.18"), "heard");
        }
    }

    /// The kernel takes all others of a network away with the first one, unless it is told not to.
    @Test
    void theHostsOwnAddressOutlivesAVirtualOneThatCameFirst() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            Lan.Host host = lab.host(Lab.REDOUBT);
            Path setting = Path.of("/proc/sys/net/ipv4/conf/eth0/promote_secondaries");
            host.call(() -> Files.writeString(setting, "0"));
            host.ip("addr", "del", host.ipv4() + "/24", "dev", "eth0");
            host.ip("addr", "add", TALK.address() + "/24", "dev", "eth0");
            host.ip("addr", "add", host.ipv4() + "/24", "dev", "eth0");
            String before = host.ip("addr", "show", "to", host.ipv4());
            assertTrue(before.contains("secondary"), before);
            Process redoubt = lab.redoubt("priority: 100");
            lab.await(() -> lab.told().contains("ACTIVE with priority 100"), "active");
            Lab.signal("TERM", redoubt);
            assertTrue(redoubt.waitFor(20, TimeUnit.SECONDS), lab::told);
            String after = host.ip("addr", "show", "dev", "eth0");
            assertTrue(after.contains(host.ipv4()), after);
            assertTrue(!after.contains(TALK.address() + "/"), after);
        }
    }

    @Test
    void aNewMacAddressIsAnnounced() throws Exception {
        try (Lab lab = new Lab(TALK)) {
            lab.redoubt("priority: 100");
            lab.awaitOnlyAt(Lab.REDOUBT);
            String before = lab.host(Lab.REDOUBT).mac();
            String known =
                    "neigh replace %s dev eth0 lladdr %s nud stale"
                            .formatted(TALK.address(), before);
            lab.host(Lab.CLIENT).ip(known.split(" ", -1));
            lab.host(Lab.REDOUBT).ip("link", "set", "eth0", "address", MAC);
            lab.await(
                    () -> lab.host(Lab.CLIENT).ip("neigh", "show", TALK.address()).contains(MAC),
                    "announced");
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
