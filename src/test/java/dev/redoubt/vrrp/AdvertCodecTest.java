package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.vrrp.Packets.Golden;
import dev.redoubt.vrrp.Reading.Standing;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

class AdvertCodecTest {
    static List<Golden> golden() {
        return Golden.ALL;
    }

    @ParameterizedTest
    @MethodSource("golden")
    void keepalivedsPacketsAreHeard(Golden golden) {
        assertEquals(
                new Reading.Heard(golden.advert(), standing(golden)),
                AdvertCodec.decode(golden.datagram(), golden.acceptance()));
    }

    private static Standing standing(Golden golden) {
        return golden.equals(Golden.V3_IPV6) ? Standing.SENDER_ABOVE : Standing.SENDER_BELOW;
    }

    @ParameterizedTest
    @MethodSource("golden")
    void whatIsSentIsWhatKeepalivedSends(Golden golden) {
        assertArrayEquals(
                golden.datagram().payload(),
                AdvertCodec.encode(
                        golden.advert(), golden.source(), golden.destination(), golden.password()));
    }

    @Test
    @DisplayName("RFC 9568, 5.1.1.3: an advert whose TTL is not 255 is discarded")
    void hopLimit() {
        assertRefused(Refusal.HOP_LIMIT, hops(Golden.V3), Golden.V3.acceptance());
        assertRefused(Refusal.HOP_LIMIT, hops(Golden.V3_IPV6), Golden.V3_IPV6.acceptance());
    }

    @Test
    void peersMayBeBehindRouters() {
        Reading reading =
                AdvertCodec.decode(hops(Golden.V3_UNICAST), Golden.V3_UNICAST.acceptance());
        assertEquals(new Reading.Heard(Golden.V3_UNICAST.advert(), Standing.SENDER_BELOW), reading);
    }

    @Test
    void peersOnTheOwnLinkAreNotBehindRouters() {
        Acceptance usual = Golden.V3_UNICAST.acceptance();
        Acceptance near =
                new Acceptance(
                        usual.own(),
                        usual.source(),
                        Map.of(Packets.SENDER, AdvertCodec.HOP_LIMIT),
                        usual.password());
        assertRefused(Refusal.HOP_LIMIT, hops(Golden.V3_UNICAST), near);
        Reading reading = AdvertCodec.decode(Golden.V3_UNICAST.datagram(), near);
        assertEquals(new Reading.Heard(Golden.V3_UNICAST.advert(), Standing.SENDER_BELOW), reading);
    }

    private static Datagram hops(Golden golden) {
        Datagram sent = golden.datagram();
        return new Datagram(sent.source(), sent.destination(), 254, sent.payload());
    }

    @Test
    @DisplayName("RFC 9568, 7.1: MUST verify that the VRRP version is 3")
    void version() {
        assertChanged(Refusal.VERSION, Golden.V3, bytes -> with(bytes, 0, 0x21));
        assertChanged(Refusal.VERSION, Golden.V2_PASS, bytes -> with(bytes, 0, 0x31));
    }

    @Test
    @DisplayName("RFC 9568, 5.2.2: a packet with unknown type MUST be discarded")
    void type() {
        assertChanged(Refusal.TYPE, Golden.V3, bytes -> with(bytes, 0, 0x32));
    }

    @Test
    @DisplayName("RFC 9568, 7.1: MUST verify that the packet contains the complete VRRP packet")
    void length() {
        assertChanged(Refusal.TRUNCATED, Golden.V3, bytes -> Arrays.copyOf(bytes, 7));
        assertChanged(Refusal.LENGTH, Golden.V3, bytes -> Arrays.copyOf(bytes, 12));
        assertChanged(Refusal.LENGTH, Golden.V3, bytes -> Arrays.copyOf(bytes, 20));
        assertChanged(Refusal.LENGTH, Golden.V2_PASS, bytes -> Arrays.copyOf(bytes, 12));
    }

    @Test
    @DisplayName("RFC 9568, 7.1: MUST verify the VRRP checksum")
    void checksum() {
        assertChanged(Refusal.CHECKSUM, Golden.V3, bytes -> with(bytes, 2, 255));
        assertChanged(Refusal.CHECKSUM, Golden.V2_PASS, bytes -> with(bytes, 2, 255));
        assertChanged(Refusal.CHECKSUM, Golden.V3_IPV6, bytes -> with(bytes, 7, 0));
        assertChanged(Refusal.CHECKSUM, Golden.V3_UNICAST, bytes -> with(bytes, 7, 0));
    }

    @Test
    @DisplayName("RFC 9568, 5.2.8: the checksum of version 3 has the pseudo-header in it")
    void pseudoHeader() {
        Datagram sent = Golden.V3.datagram();
        Datagram other = new Datagram(Packets.HERE, sent.destination(), 255, sent.payload());
        assertRefused(Refusal.CHECKSUM, other, Golden.V3.acceptance());
    }

    @Test
    void oldKeepalivedsUnicastChecksumCounts() {
        Golden golden = Golden.V3_UNICAST;
        byte[] old =
                AdvertCodec.encode(
                        golden.advert(), Packets.SENDER, AdvertCodec.GROUP_IPV4, Optional.empty());
        Datagram datagram = new Datagram(Packets.SENDER, Packets.HERE, 255, old);
        assertEquals(
                new Reading.Heard(golden.advert(), Standing.SENDER_BELOW),
                AdvertCodec.decode(datagram, golden.acceptance()));
    }

    @Test
    @DisplayName("RFC 9568, 7.1: MUST verify that the VRID is configured on the interface")
    void routerId() {
        assertChanged(Refusal.OTHER_ROUTER, Golden.V3, bytes -> with(bytes, 1, 53));
    }

    @Test
    @DisplayName("RFC 9568, 7.1: … and the local router is not the IPvX address owner")
    void owner() {
        Acceptance usual = Golden.V3.acceptance();
        Acceptance owner =
                new Acceptance(
                        usual.own().withPriority(255), usual.source(), Map.of(), Optional.empty());
        assertRefused(Refusal.LOCAL_OWNER, Golden.V3.datagram(), owner);
    }

    @Test
    @DisplayName("RFC 3768, 7.1: MUST verify that the Auth Type matches, and the password")
    void authentication() {
        Acceptance usual = Golden.V2_PASS.acceptance();
        Datagram datagram = Golden.V2_PASS.datagram();
        assertRefused(Refusal.AUTH_TYPE, datagram, with(usual, Optional.empty()));
        assertRefused(
                Refusal.PASSWORD, datagram, with(usual, Optional.of(Password.of("hogehogo"))));
        assertRefused(Refusal.PASSWORD, datagram, with(usual, Optional.of(Password.of("hoge"))));
        Advert open = Golden.V2_PASS.advert();
        byte[] bare =
                AdvertCodec.encode(open, Packets.SENDER, AdvertCodec.GROUP_IPV4, Optional.empty());
        Datagram unsigned = new Datagram(Packets.SENDER, AdvertCodec.GROUP_IPV4, 255, bare);
        assertRefused(Refusal.AUTH_TYPE, unsigned, usual);
        assertEquals(
                new Reading.Heard(open, Standing.SENDER_BELOW),
                AdvertCodec.decode(unsigned, with(usual, Optional.empty())));
    }

    private static Acceptance with(Acceptance usual, Optional<Password> password) {
        return new Acceptance(usual.own(), usual.source(), usual.peers(), password);
    }

    @Test
    @DisplayName("RFC 3768, 7.1: MUST verify that the Adver Interval is the local one")
    void interval() {
        Advert other = other(Golden.V2_PASS.advert(), new Interval(200));
        assertRefused(Refusal.INTERVAL, sent(other, Golden.V2_PASS), Golden.V2_PASS.acceptance());
    }

    @Test
    @DisplayName("RFC 9568, 7.1: another Max Advertise Interval is heard in version 3")
    void intervalOfVersion3() {
        Advert other = other(Golden.V3.advert(), new Interval(4095));
        assertEquals(
                new Reading.Heard(other, Standing.SENDER_BELOW),
                AdvertCodec.decode(sent(other, Golden.V3), Golden.V3.acceptance()));
        Advert none = other(Golden.V3.advert(), new Interval(0));
        assertRefused(Refusal.INTERVAL, sent(none, Golden.V3), Golden.V3.acceptance());
    }

    @Test
    @DisplayName("RFC 9568, 5.2.6: the reserved bits beside the interval are ignored")
    void reservedBits() {
        Advert odd = other(Golden.V3.advert(), new Interval(0xf000 | 20));
        assertEquals(
                new Reading.Heard(Golden.V3.advert(), Standing.SENDER_BELOW),
                AdvertCodec.decode(sent(odd, Golden.V3), Golden.V3.acceptance()));
    }

    @Test
    @DisplayName("RFC 3768, 7.1: with other addresses MUST be dropped unless its sender owns them")
    void addressList() {
        Advert usual = Golden.V3.advert();
        List<InetAddress> less = usual.addresses().subList(0, 1);
        Advert other = new Advert(Version.V3, 52, less, 102, usual.interval());
        assertRefused(Refusal.ADDRESS_LIST, sent(other, Golden.V3), Golden.V3.acceptance());
        assertRefused(
                Refusal.ADDRESS_LIST,
                sent(new Advert(Version.V3, 52, less, 0, usual.interval()), Golden.V3),
                Golden.V3.acceptance());
        Advert owner = other.withPriority(255);
        assertEquals(
                new Reading.Heard(owner, Standing.SENDER_BELOW),
                AdvertCodec.decode(sent(owner, Golden.V3), Golden.V3.acceptance()));
        Advert turned =
                new Advert(Version.V3, 52, usual.addresses().reversed(), 102, usual.interval());
        assertEquals(
                new Reading.Heard(turned, Standing.SENDER_BELOW),
                AdvertCodec.decode(sent(turned, Golden.V3), Golden.V3.acceptance()));
    }

    @Test
    void onlyPeersAreHeardInUnicast() {
        Acceptance usual = Golden.V3_UNICAST.acceptance();
        Acceptance others =
                new Acceptance(
                        usual.own(),
                        usual.source(),
                        Map.of(InetAddress.ofLiteral("10.9.0.9"), 255),
                        Optional.empty());
        assertRefused(Refusal.STRANGER, Golden.V3_UNICAST.datagram(), others);
    }

    @Test
    void ownPacketsAreNotHeard() {
        Acceptance usual = Golden.V3.acceptance();
        Acceptance self = new Acceptance(usual.own(), Packets.SENDER, Map.of(), Optional.empty());
        assertRefused(Refusal.OWN_ADDRESS, Golden.V3.datagram(), self);
    }

    @Test
    void passwordsAreNotPrinted() {
        assertEquals("***", Packets.PASSWORD.toString());
    }

    private static Advert other(Advert usual, Interval interval) {
        return new Advert(
                usual.version(), usual.routerId(), usual.addresses(), usual.priority(), interval);
    }

    private static Datagram sent(Advert advert, Golden golden) {
        byte[] bytes =
                AdvertCodec.encode(
                        advert, golden.source(), golden.destination(), golden.password());
        return new Datagram(golden.source(), golden.destination(), 255, bytes);
    }

    private static void assertChanged(
            Refusal expected, Golden golden, UnaryOperator<byte[]> change) {
        Datagram sent = golden.datagram();
        assertRefused(
                expected,
                new Datagram(sent.source(), sent.destination(), 255, change.apply(sent.payload())),
                golden.acceptance());
    }

    private static void assertRefused(Refusal expected, Datagram datagram, Acceptance who) {
        assertEquals(new Reading.Refused(expected), AdvertCodec.decode(datagram, who));
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }
}
