package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/// What `vips` may say beside other `vips` and pools.
final class VipsTogetherTest {
    @Test
    void neighboursThatCannotBe() {
        String text =
                """
                vips:
                  a: {addresses: [10.0.0.1], interface: e0, router_id: 1, group: g}
                  b: {addresses: [10.0.0.1], interface: e1, router_id: 1, group: g}
                  c: {addresses: [10.0.0.2], interface: e0, router_id: 1}
                  d: {addresses: ['fd00::1'], interface: e0, router_id: 1, group: g, priority: 9}
                """;
        assertEquals(
                List.of(
                        "3:3: vips.b: 10.0.0.1/32 twice (expected: once; the other is on line 2)",
                        "4:3: vips.c: router_id 1 twice (expected: once; the other is on line 2)",
                        "5:3: vips.d: priority 9 (expected: 100, as all of group g: else each"
                                + " node may have a part of it for ever)"),
                ConfigText.lines(text));
    }

    @Test
    void listeningOnThem() {
        String text =
                """
                transport: %s
                vips: {a: {addresses: [10.0.0.1/8, 'fe80::5'], interface: e0, router_id: 1}}
                pools:
                  p:
                    listen: ['10.0.0.1:1', '10.0.0.2:1', '[fe80::5%%e0]:1']
                    backend: {servers: ['10.0.0.3:1']}
                """;
        assertEquals(
                Set.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("fe80::5")),
                ConfigText.valid(text.formatted("auto")).pools().getFirst().listen().virtual());
        assertEquals(
                List.of(
                        "1:12: transport: nio (expected: auto, epoll or io_uring, where a pool"
                                + " listens on vips)"),
                ConfigText.lines(text.formatted("nio")));
    }

    @Test
    void trackedPoolsAreOfTheFile() {
        String vip = "vips: {a: {addresses: [10.0.0.1], interface: e0, router_id: 1, track: %s}}";
        assertEquals(
                List.of(),
                ConfigText.lines(ConfigText.withTop(vip.formatted("{pools: [orders]}"))));
        assertEquals(
                List.of("3:80: vips.a.track.pools: order (expected: one of orders)"),
                ConfigText.lines(ConfigText.withTop(vip.formatted("{pools: [order]}"))));
    }
}
