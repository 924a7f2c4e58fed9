package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// With `virtual_mac` an address keeps its MAC address while it moves between Redoubt and a
/// keepalived with `use_vmac`.
class VirtualMacIT {
    private static final String VIRTUAL = "\n    virtual_mac: true";
    private static final String USE_VMAC = "\nuse_vmac";

    private static String mac(Talk talk) {
        return talk.isIpv6() ? "00:00:5e:00:02:33" : "00:00:5e:00:01:33";
    }

    private static String madeName(Lab lab, Talk talk) {
        String link = lab.host(Lab.REDOUBT).ip("-o", "link", "show", "dev", "eth0");
        String index = link.substring(0, link.indexOf(':'));
        return (talk.isIpv6() ? "vr6." : "vr4.") + index + ".51";
    }

    /// keepalived does not set it: its kernel would ask for the client's MAC address in the name of
    /// the virtual address, by the interface below.
    private static Lab lab(Talk talk) throws IOException {
        Lab lab = new Lab(talk);
        lab.host(Lab.KEEPALIVED)
                .start("sysctl", "-qw", "net.ipv4.conf.all.arp_announce=2")
                .onExit()
                .join();
        return lab;
    }

    /// The Ethernet headers of all adverts, as a third host sees them.
    private static List<String> adverts(Lab lab) throws IOException {
        Process tcpdump =
                lab.host(Lab.CLIENT)
                        .start(Peers.require("tcpdump").toString(), "-enli", "eth0", "proto 112");
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    try (BufferedReader output = tcpdump.inputReader(StandardCharsets.UTF_8)) {
                        output.lines().forEach(lines::add);
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
        return lines;
    }

    /// A client reaches the address, and finds it at the virtual MAC address.
    private static void assertReached(Lab lab, Talk talk) {
        lab.await(() -> lab.isReached(talk.address()), talk.address() + " is reached");
        String entry = lab.host(Lab.CLIENT).ip("neigh", "show", talk.address());
        assertTrue(entry.contains(mac(talk)), entry + lab.told());
    }

    private static void assertWatchedEntryStays(Lab lab, Talk talk) {
        // What the client knew before counts: it does not have to ask.
        String entry = lab.host(Lab.CLIENT).ip("neigh", "show", talk.address());
        assertTrue(entry.contains(mac(talk)), entry);
        assertReached(lab, talk);
    }

    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void itStaysWithTheAddress(Talk talk) throws Exception {
        try (Lab lab = lab(talk)) {
            List<String> adverts = adverts(lab);
            lab.await(() -> adverts.stream().anyMatch(each -> each.contains("listening")), "dump");
            Process redoubt = lab.redoubt("priority: 150" + VIRTUAL);
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertReached(lab, talk);
            lab.keepalived("priority 100" + USE_VMAC);
            lab.await(() -> lab.told().contains("Entering BACKUP STATE"), "keepalived is there");
            lab.staysOnlyAt(Lab.REDOUBT, 2 * talk.downMillis(100));

            long told = System.nanoTime();
            Lab.signal("TERM", redoubt);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertEquals(0, lab.watch().overlapMillis(told), lab::told);
            assertWatchedEntryStays(lab, talk);
            assertTrue(redoubt.waitFor(5, TimeUnit.SECONDS));
            assertFalse(lab.host(Lab.REDOUBT).ip("-o", "link").contains("vr"), "it is removed");

            // keepalived speaks from the same MAC address, and is heard all the same.
            Process second = lab.redoubt("priority: 150" + VIRTUAL);
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertWatchedEntryStays(lab, talk);
            lab.staysOnlyAt(Lab.REDOUBT, 2 * talk.downMillis(100));

            Lab.kill(second);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWatchedEntryStays(lab, talk);
            String left = lab.host(Lab.REDOUBT).ip("-o", "link");
            assertTrue(left.contains(madeName(lab, talk)), left);

            // What was left over is down again, or it would hear nobody.
            lab.redoubt("priority: 50" + VIRTUAL);
            lab.await(() -> lab.told().contains("BACKUP with priority 50"), "third");
            lab.staysOnlyAt(Lab.KEEPALIVED, 3 * talk.downMillis(50));

            for (String each : adverts) {
                if (each.contains("VRRP")) {
                    assertTrue(each.contains(" " + mac(talk) + " > "), each);
                }
            }
            assertFalse(lab.told().contains("is not heard"), lab::told);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void itIsTakenFromKeepalived(Talk talk) throws Exception {
        try (Lab lab = lab(talk)) {
            Process keepalived = lab.keepalived("priority 150" + USE_VMAC);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertReached(lab, talk);
            lab.redoubt("priority: 100" + VIRTUAL);
            lab.await(() -> lab.told().contains("BACKUP with priority"), "started");
            lab.staysOnlyAt(Lab.KEEPALIVED, 3 * talk.downMillis(100));
            assertWatchedEntryStays(lab, talk);

            long told = System.nanoTime();
            Lab.signal("TERM", keepalived);
            lab.awaitOnlyAt(Lab.REDOUBT);
            System.out.printf(
                    "%s, virtual MAC: Redoubt has it %d ms after keepalived's SIGTERM%n",
                    talk, lab.watch().heldAfterMillis(Lab.REDOUBT, told));
            assertWatchedEntryStays(lab, talk);
            lab.keepalived("priority 150" + USE_VMAC);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWatchedEntryStays(lab, talk);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void theInterfaceBelowGoesAndComes(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            lab.redoubt("priority: 150" + VIRTUAL);
            lab.awaitOnlyAt(Lab.REDOUBT);
            String before = madeName(lab, talk);
            lab.host(Lab.REDOUBT).ip("link", "set", before, "down");
            lab.await(() -> lab.told().contains(before + " is set up again"), "mended");
            assertReached(lab, talk);

            lab.host(Lab.REDOUBT).ip("link", "del", before);
            lab.await(() -> lab.told().contains("is gone"), "noticed");
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertReached(lab, talk);

            lab.host(Lab.REDOUBT).replace();
            lab.await(() -> !lab.watch().isOnlyAt(Lab.REDOUBT), "gone with it");
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertFalse(before.equals(madeName(lab, talk)), before);
            assertReached(lab, talk);

            lab.host(Lab.REDOUBT).unplug();
            lab.await(() -> !lab.watch().isOnlyAt(Lab.REDOUBT), "given up");
            lab.host(Lab.REDOUBT).plug();
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertReached(lab, talk);
        }
    }
}
