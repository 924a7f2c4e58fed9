package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.VipSnapshot;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class VipStatusTest {
    private static final NodeView NODE =
            new NodeView() {
                @Override
                public List<PoolSnapshot> pools() {
                    return List.of();
                }

                @Override
                public List<VipSnapshot> vips() {
                    return List.of(
                            new VipSnapshot(
                                    "front",
                                    List.of("192.168.0.1/24"),
                                    "FAULT",
                                    101,
                                    List.of("no link on eth0"),
                                    VipSnapshot.Stance.LEFT,
                                    new VipSnapshot.Adverts(2, 3, 1, Duration.ofMillis(131)),
                                    Map.of("fault", 6L, "active", 7L),
                                    Map.of("password", 4L, "checksum", 5L, "version", 0L)));
                }

                @Override
                public VipSnapshot.Stalls vipStalls() {
                    return new VipSnapshot.Stalls(8, Duration.ofMillis(250));
                }

                @Override
                public List<Move> moves() {
                    return List.of();
                }

                @Override
                public long faults() {
                    return 0;
                }
            };

    private static String body(Page page) {
        return page.body();
    }

    @Test
    void aLineForEach() {
        assertTrue(
                body(new Status(NODE).lines())
                        .endsWith(
                                "\nfront: FAULT with priority 101, 192.168.0.1/24;"
                                        + " left to others by an operator; no link on eth0\n"));
    }

    @Test
    void metrics() {
        try (Metrics metrics = new Metrics(NODE)) {
            body(metrics.page());
            assertEquals(
                    List.of(
                            "redoubt_vip_advert_longest_gap_seconds{vip=\"front\"} 0.131",
                            "redoubt_vip_adverts_heard_total{vip=\"front\"} 3.0",
                            "redoubt_vip_adverts_late_total{vip=\"front\"} 1.0",
                            "redoubt_vip_adverts_refused_total{reason=\"checksum\",vip=\"front\"}"
                                    + " 5.0",
                            "redoubt_vip_adverts_refused_total{reason=\"password\",vip=\"front\"}"
                                    + " 4.0",
                            "redoubt_vip_adverts_refused_total{reason=\"version\",vip=\"front\"}"
                                    + " 0.0",
                            "redoubt_vip_adverts_sent_total{vip=\"front\"} 2.0",
                            "redoubt_vip_left{vip=\"front\"} 1.0",
                            "redoubt_vip_priority{vip=\"front\"} 101.0",
                            "redoubt_vip_state{state=\"active\",vip=\"front\"} 0.0",
                            "redoubt_vip_state{state=\"fault\",vip=\"front\"} 1.0",
                            "redoubt_vip_transitions_total{state=\"active\",vip=\"front\"} 7.0",
                            "redoubt_vip_transitions_total{state=\"fault\",vip=\"front\"} 6.0",
                            "redoubt_vrrp_longest_stall_seconds 0.25",
                            "redoubt_vrrp_notify_fifo_lost_total 0.0",
                            "redoubt_vrrp_stalls_total 8.0"),
                    Stream.of(body(metrics.page()).split("\n"))
                            .filter(line -> line.matches("redoubt_v(ip|rrp)_.*"))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void allOfItForPrograms() {
        String body = body(new Status(NODE).page());
        assertEquals(
                "\"vips\":[{\"name\":\"front\",\"addresses\":[\"192.168.0.1/24\"],\"state\":\"FAULT\",\"priority\":101,\"faults\":[\"no"
                    + " link on eth0\"],"
                    + "\"left\":true,\"sent\":2,\"heard\":3,\"refused\":{\"checksum\":5,\"password\":4}}]}",
                body.substring(body.indexOf("\"vips\"")).strip());
    }
}
