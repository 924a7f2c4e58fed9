package dev.redoubt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What `vips` may say; each fault is one line.
final class VipsTest {
    /// `keys` stand on line 4, from column 5.
    private static String withVip(String keys) {
        return withAddresses("192.168.0.1/24", keys);
    }

    private static String withAddresses(String addresses, String keys) {
        return """
        vips:
          front:
            {addresses: [%s], interface: eth0, router_id: 51,
            %s}
        """
                .formatted(addresses, keys);
    }

    @Test
    void theLeastThatIsNeeded() {
        RedoubtConfig config = ConfigText.valid(withVip(""));
        assertEquals(List.of(), config.pools());
        assertEquals(
                List.of(
                        new VipConfig(
                                "front",
                                List.of(
                                        new VipAddress(
                                                InetAddress.ofLiteral("192.168.0.1"), 24, "eth0")),
                                "eth0",
                                Optional.empty(),
                                51,
                                100,
                                List.of(),
                                OptionalInt.empty(),
                                3,
                                null,
                                Duration.ofSeconds(1),
                                NeighboursConfig.USUAL,
                                AcceptMode.TAKEN,
                                Optional.of(Duration.ZERO),
                                null,
                                TrackConfig.NONE,
                                null,
                                null)),
                config.vips());
    }

    @Test
    void everyKey() {
        VipConfig vip =
                ConfigText.valid(
                                withAddresses(
                                        "192.168.0.1, {address: 10.0.0.1/8, interface: eth1}",
                                        "source: 192.168.0.2, priority: 254, peers: [192.168.0.3],"
                                            + " min_ttl: 254, version: 2, password: hogehoge,"
                                            + " advert_interval: 5s, virtual_mac: true,"
                                            + " announce_interval: 1m, preempt: false, group: edge,"
                                            + " notify: /bin/n, notify_fifo: /run/f, track:"
                                            + " {interfaces: [eth1], scripts: [{command: /bin/c -q,"
                                            + " interval: 3s, timeout: 2s, rise: 2, fall: 3,"
                                            + " weight: -20}]}"))
                        .vips()
                        .getFirst();
        assertEquals(
                List.of(
                        new VipAddress(InetAddress.ofLiteral("192.168.0.1"), 32, "eth0"),
                        new VipAddress(InetAddress.ofLiteral("10.0.0.1"), 8, "eth1")),
                vip.addresses());
        assertEquals(Optional.of(InetAddress.ofLiteral("192.168.0.2")), vip.source());
        assertEquals(List.of(InetAddress.ofLiteral("192.168.0.3")), vip.peers());
        assertEquals(OptionalInt.of(254), vip.minTtl());
        assertEquals(Optional.empty(), vip.preemptAfter());
        assertEquals(
                new NeighboursConfig(
                        NeighboursConfig.Mac.VIRTUAL, Optional.of(Duration.ofMinutes(1))),
                vip.neighbours());
        assertEquals(Duration.ofSeconds(5), vip.advertInterval());
        assertEquals(new Secret("hogehoge"), vip.password());
        assertEquals("/run/f", vip.notifyFifo());
        assertEquals(
                new TrackConfig(
                        List.of(),
                        List.of("eth1"),
                        List.of(
                                new TrackConfig.Script(
                                        List.of("/bin/c", "-q"),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(2),
                                        new TrackConfig.Turns(2, 3),
                                        OptionalInt.of(-20)))),
                vip.track());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "priority: 0 | 4:15: vips.front.priority: 0 (expected: a number from 1 to 255)",
                "prioritty: 1 | 4:5: vips.front.prioritty: unknown key (expected: priority)",
                "accept: no | 4:13: vips.front.accept: no (expected: true or false)",
                "priority: 255, accept: false | 4:28: vips.front.accept: false (expected: true,"
                        + " for the owner's addresses)",
                "priority: 255, track: {scripts: [{command: /a, weight: 1}]} | 4:20:"
                        + " vips.front.track: pools or a weight, with priority 255 (expected:"
                        + " neither of them, as the owner's priority never changes, or a priority"
                        + " from 1 to 254)",
                "min_ttl: 255 | 4:5: vips.front.min_ttl: multicast never comes over a router"
                        + " (expected: no such key, or peers)",
                "peers: [192.168.0.2], min_ttl: 256 | 4:36: vips.front.min_ttl: 256 (expected: a"
                        + " number from 1 to 255)",
                "version: 1 | 4:14: vips.front.version: 1 (expected: a number from 2 to 3)",
                "advert_interval: 1 | 4:22: vips.front.advert_interval: 1 (expected: a duration"
                        + " with its unit, such as 10s)",
                "advert_interval: 15ms | 4:22: vips.front.advert_interval: 15ms (expected: a"
                        + " duration from 10ms to 40.95s, by 10ms)",
                "advert_interval: 41s | 4:22: vips.front.advert_interval: 41s (expected: a"
                        + " duration from 10ms to 40.95s, by 10ms)",
                "version: 2, advert_interval: 500ms | 4:34: vips.front.advert_interval: 500ms"
                        + " (expected: a duration from 1s to 255s, by 1s)",
                "virtual_mac: yes | 4:18: vips.front.virtual_mac: yes (expected: true or false)",
                "announce_interval: 0s | 4:24: vips.front.announce_interval: 0s (expected: a"
                        + " duration from 1s to 24h)",
                "preempt: yes | 4:14: vips.front.preempt: yes (expected: true or false or a"
                        + " duration with its unit, such as 10s)",
                "source: host | 4:13: vips.front.source: host (expected: an address of one host,"
                        + " such as 192.168.0.2)",
                "source: 0.0.0.0 | 4:13: vips.front.source: 0.0.0.0 (expected: an address of one"
                        + " host, such as 192.168.0.2)",
                "peers: [224.0.0.18] | 4:13: vips.front.peers: 224.0.0.18 (expected: an address of"
                        + " one host, such as 192.168.0.2)",
                "peers: [255.255.255.255] | 4:13: vips.front.peers: 255.255.255.255 (expected: an"
                        + " address of one host, such as 192.168.0.2)",
                "source: '::1' | 4:13: vips.front.source: ::1 (expected: an address of the family"
                        + " of addresses)",
                "peers: [10.0.0.1, 10.0.0.1] | 4:23: vips.front.peers: 10.0.0.1 (expected: each"
                        + " once)",
                "peers: ['fd00::1', 10.0.0.1] | 4:13: vips.front.peers: fd00::1 (expected: an"
                        + " address of the family of addresses)",
                "password: x | 4:5: vips.front.password: version 3 has no password (expected: no"
                        + " such key, or version: 2)",
                "group: a b | 4:12: vips.front.group: a b (expected: at most 64 letters, digits, -"
                        + " and _)",
                "notify: notify | 4:13: vips.front.notify: notify (expected: an absolute path,"
                        + " such as /usr/local/bin/notify)",
                "track: {pools: [orders]} | 4:21: vips.front.track.pools: orders (expected: a pool"
                        + " of this file, which has none)",
                "track: {interfaces: [a/b]} | 4:26: vips.front.track.interfaces: a/b (expected:"
                        + " the name of an interface, such as eth0)",
                "track: {scripts: [{interval: 1s}]} | 4:23: vips.front.track.scripts.command:"
                        + " missing (expected: an absolute path, such as /usr/local/bin/check, with"
                        + " its arguments)",
                "track: {scripts: [{command: /a, weight: 0}]} | 4:45:"
                        + " vips.front.track.scripts.weight: 0 (expected: a number from -253 to"
                        + " 253, not 0)",
            })
    void oneFaultOneLine(String keys, String line) {
        assertEquals(List.of(line), ConfigText.lines(withVip(keys)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "192.168.0.0/33 | 3:18: vips.front.addresses: 192.168.0.0/33 (expected: a prefix"
                        + " length from 1 to 32)",
                "host/24 | 3:18: vips.front.addresses: host/24 (expected: an address with its"
                        + " prefix, such as 192.168.0.1/24)",
                "224.0.0.1 | 3:18: vips.front.addresses: 224.0.0.1 (expected: an address that"
                        + " others can connect to)",
                "0.1.2.3 | 3:18: vips.front.addresses: 0.1.2.3 (expected: an address that others"
                        + " can connect to)",
                "10.9.0.255/24 | 3:18: vips.front.addresses: 10.9.0.255/24 (expected: an address"
                        + " that others can connect to, not its network's first or last)",
                "10.9.0.8/30 | 3:18: vips.front.addresses: 10.9.0.8/30 (expected: an address that"
                        + " others can connect to, not its network's first or last)",
                "10.0.0.1, 10.0.0.1/8 | 3:28: vips.front.addresses: 10.0.0.1/8 (expected: each"
                        + " once)",
                "{interface: eth1} | 3:18: vips.front.addresses.address: missing (expected: an"
                        + " address with its prefix, such as 192.168.0.1/24)",
            })
    void addresses(String addresses, String line) {
        assertEquals(List.of(line), ConfigText.lines(withAddresses(addresses, "")));
    }

    @Test
    void version2HasIpv4Alone() {
        assertEquals(
                List.of("4:14: vips.front.version: 2 (expected: 3: version 2 has IPv4 alone)"),
                ConfigText.lines(withAddresses("'fd00::1/64'", "version: 2")));
    }

    @Test
    void aPeerOfEachFamily() {
        assertEquals(
                List.of(
                        "4:12: vips.front.peers: a list (expected: a peer of each family that"
                                + " addresses has)"),
                ConfigText.lines(withAddresses("'fd00::1/64', 10.0.0.1", "peers: [10.0.0.2]")));
    }

    @Test
    void aPasswordThatIsCut() {
        assertEquals(
                List.of(
                        "4:27: warning: vips.front.password: *** is cut (expected: 8 characters,"
                                + " all that the packet has)"),
                ConfigText.lines(withVip("version: 2, password: hogehoge1")));
    }

    @Test
    void whatIsRequired() {
        assertEquals(
                List.of(
                        "2:3: vips.front.addresses: missing (expected: a list of addresses, such"
                                + " as [192.168.0.1/24])",
                        "2:3: vips.front.interface: missing (expected: the name of an interface,"
                                + " such as eth0)",
                        "2:3: vips.front.router_id: missing (expected: a number from 1 to 255)"),
                ConfigText.lines("vips:\n  front: {}\n").stream().sorted().toList());
    }
}
