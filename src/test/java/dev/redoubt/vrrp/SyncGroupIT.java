package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A `group` and a keepalived's `vrrp_sync_group` share two addresses: what one member lacks moves
/// both.
class SyncGroupIT {
    private static final String OTHER = "198.18.0.101";
    private static final String TRACKED = "extra0";

    private Optional<Lab> made = Optional.empty();
    private Optional<HolderWatch> second = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        Lab lab = new Lab(Talk.V3_MULTICAST);
        made = Optional.of(lab);
        second = Optional.of(lab.watch(OTHER));
        for (int host : List.of(Lab.REDOUBT, Lab.KEEPALIVED)) {
            lab.host(host).ip("link", "add", TRACKED, "type", "veth", "peer", "name", "other");
            lab.host(host).ip("link", "set", "other", "up");
            lab.host(host).ip("link", "set", TRACKED, "up");
        }
    }

    @AfterEach
    void end() {
        second.ifPresent(HolderWatch::close);
        made.ifPresent(Lab::close);
    }

    /// The second one alone tracks an interface.
    private static String redoubt(int priority) {
        return """
        vips:
          front:
            addresses: [198.18.0.100/24]
            interface: eth0
            router_id: 51
            advert_interval: 100ms
            priority: %d
            group: edge
          back:
            addresses: [%s/24]
            interface: eth0
            router_id: 52
            advert_interval: 100ms
            priority: %d
            group: edge
            track: {interfaces: [%s]}
        """
                .formatted(priority, OTHER, priority, TRACKED);
    }

    private static String keepalived(int priority) {
        String instance =
                """
                vrrp_instance %s {
                  state BACKUP
                  interface eth0
                  virtual_router_id %d
                  version 3
                  advert_int 0.1
                  priority %d
                  virtual_ipaddress {
                    %s/24
                  }
                  %s
                }
                """;
        return "vrrp_sync_group edge {\ngroup {\nfront\nback\n}\n}\n"
                + instance.formatted("front", 51, priority, "198.18.0.100", "")
                + instance.formatted(
                        "back", 52, priority, OTHER, "track_interface {\n" + TRACKED + "\n}");
    }

    private void awaitBothAt(int host) {
        Lab lab = made.orElseThrow();
        lab.awaitOnlyAt(host);
        lab.await(() -> second.orElseThrow().isOnlyAt(host), OTHER + " at host " + host);
    }

    private void stayBothAt(int host, long millis) {
        made.orElseThrow().staysOnlyAt(host, millis);
        assertTrue(second.orElseThrow().isOnlyAt(host), made.orElseThrow()::told);
    }

    private void report(String what, int host, long sinceNanos) {
        System.out.printf(
                "%s: %d and %d ms%n",
                what,
                made.orElseThrow().watch().heldAfterMillis(host, sinceNanos),
                second.orElseThrow().heldAfterMillis(host, sinceNanos));
    }

    @Test
    void aFaultOfOneOfRedoubtsMovesBoth() throws Exception {
        Lab lab = made.orElseThrow();
        lab.redoubtOf(redoubt(150));
        awaitBothAt(Lab.REDOUBT);
        lab.keepalivedOf(keepalived(100));
        lab.await(() -> lab.told().contains("(back) Entering BACKUP STATE"), "keepalived");
        stayBothAt(Lab.REDOUBT, 1000);

        long cut = System.nanoTime();
        lab.host(Lab.REDOUBT).ip("link", "set", TRACKED, "down");
        awaitBothAt(Lab.KEEPALIVED);
        report("both are keepalived's after one lacks its interface", Lab.KEEPALIVED, cut);
        assertEquals(0, lab.watch().overlapMillis(cut), lab::told);
        assertEquals(0, second.orElseThrow().overlapMillis(cut), lab::told);

        lab.host(Lab.REDOUBT).ip("link", "set", TRACKED, "up");
        awaitBothAt(Lab.REDOUBT);
    }

    @Test
    void aFaultOfOneOfKeepalivedsMovesBoth() throws Exception {
        Lab lab = made.orElseThrow();
        Process keepalived = lab.keepalivedOf(keepalived(150));
        awaitBothAt(Lab.KEEPALIVED);
        lab.redoubtOf(redoubt(100));
        lab.await(() -> lab.told().contains("back: BACKUP with priority"), "Redoubt");
        stayBothAt(Lab.KEEPALIVED, 1000);

        long cut = System.nanoTime();
        lab.host(Lab.KEEPALIVED).ip("link", "set", TRACKED, "down");
        awaitBothAt(Lab.REDOUBT);
        report("both are Redoubt's after one of keepalived's lacks its interface", 0, cut);
        lab.host(Lab.KEEPALIVED).ip("link", "set", TRACKED, "up");
        awaitBothAt(Lab.KEEPALIVED);
        Lab.signal("TERM", keepalived);
        awaitBothAt(Lab.REDOUBT);
    }
}
