package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Adverts to and from what IP carries (RFC 9568, 5.2; RFC 3768, 5.3). Any bytes may come in; none
/// throws.
///
/// ```
/// version 3  |3,1|VRID|priority|count|  interval, centis  |checksum| addresses
/// version 2  |2,1|VRID|priority|count|auth type|interval, s|checksum| addresses | 8 bytes of text
/// ```
public final class AdvertCodec {
    /// Where IPv4's adverts go (RFC 9568, 5.1.1.2).
    public static final InetAddress GROUP_IPV4 = InetAddress.ofLiteral("224.0.0.18");

    /// Where IPv6's adverts go (RFC 9568, 5.1.2.2).
    public static final InetAddress GROUP_IPV6 = InetAddress.ofLiteral("ff02::12");

    /// With which adverts are sent (RFC 9568, 5.1.1.3 and 5.1.2.3).
    public static final int HOP_LIMIT = 255;

    private static final int TYPE = 1;
    private static final int HEADER_BYTES = 8;
    private static final int CHECKSUM_AT = 6;
    private static final int AUTH_NONE = 0;
    private static final int AUTH_PASS = 1;
    private static final int CENTIS_PER_SECOND = 100;
    private static final int V3_INTERVAL_MASK = 0x0fff;

    private AdvertCodec() {}

    /// What to send.
    ///
    /// @param password in version 2; empty for none
    public static byte[] encode(
            Advert advert,
            InetAddress source,
            InetAddress destination,
            Optional<Password> password) {
        boolean old = advert.version() == Version.V2;
        int size = advert.addresses().getFirst().getAddress().length;
        int listed = HEADER_BYTES + advert.addresses().size() * size;
        byte[] bytes = new byte[old ? listed + Password.BYTES : listed];
        bytes[0] = (byte) (advert.version().number() << 4 | TYPE);
        bytes[1] = (byte) advert.routerId();
        bytes[2] = (byte) advert.priority();
        bytes[3] = (byte) advert.addresses().size();
        int centis = advert.interval().centis();
        bytes[4] = (byte) (old ? password.map(_ -> AUTH_PASS).orElse(AUTH_NONE) : centis >> 8);
        bytes[5] = (byte) (old ? centis / CENTIS_PER_SECOND : centis);
        int at = HEADER_BYTES;
        for (InetAddress address : advert.addresses()) {
            System.arraycopy(address.getAddress(), 0, bytes, at, size);
            at += size;
        }
        if (old) {
            byte[] text = password.orElse(Password.NONE).bytes();
            System.arraycopy(text, 0, bytes, listed, Password.BYTES);
        }
        int checksum =
                old ? Checksum.of(bytes) : Checksum.withPseudoHeader(source, destination, bytes);
        bytes[CHECKSUM_AT] = (byte) (checksum >> 8);
        bytes[CHECKSUM_AT + 1] = (byte) checksum;
        return bytes;
    }

    /// Whether `datagram` is an advert that `acceptance` hears (RFC 9568, 7.1; RFC 3768, 7.1).
    public static Reading decode(Datagram datagram, Acceptance acceptance) {
        byte[] bytes = datagram.payload();
        Optional<Refusal> refusal =
                form(bytes, datagram, acceptance).or(() -> sender(datagram, acceptance));
        if (refusal.isPresent()) {
            return new Reading.Refused(refusal.get());
        }
        Advert advert = advert(bytes, acceptance);
        return content(bytes, advert, acceptance)
                .<Reading>map(Reading.Refused::new)
                .orElseGet(() -> new Reading.Heard(advert, standing(datagram, acceptance)));
    }

    private static Optional<Refusal> form(byte[] bytes, Datagram datagram, Acceptance acceptance) {
        Advert own = acceptance.own();
        if (bytes.length < HEADER_BYTES) {
            return Optional.of(Refusal.TRUNCATED);
        }
        // The place is the same in each version: what others say is not judged.
        if ((bytes[1] & 0xff) != own.routerId()) {
            return Optional.of(Refusal.OTHER_ROUTER);
        }
        if ((bytes[0] & 0xff) >> 4 != own.version().number()) {
            return Optional.of(Refusal.VERSION);
        }
        if ((bytes[0] & 0x0f) != TYPE) {
            return Optional.of(Refusal.TYPE);
        }
        if (datagram.hopLimit() < acceptance.leastHops(datagram.source())) {
            return Optional.of(Refusal.HOP_LIMIT);
        }
        int trailer = own.version() == Version.V2 ? Password.BYTES : 0;
        int size = own.addresses().getFirst().getAddress().length;
        if (bytes.length != HEADER_BYTES + (bytes[3] & 0xff) * size + trailer) {
            return Optional.of(Refusal.LENGTH);
        }
        return isWhole(bytes, datagram, acceptance)
                ? Optional.empty()
                : Optional.of(Refusal.CHECKSUM);
    }

    private static boolean isWhole(byte[] bytes, Datagram datagram, Acceptance acceptance) {
        if (acceptance.own().version() == Version.V2) {
            return Checksum.of(bytes) == 0;
        }
        InetAddress source = datagram.source();
        if (source.getAddress().length != datagram.destination().getAddress().length) {
            return false;
        }
        // keepalived up to 1.3.6, and later with old_unicast_checksum, takes the group's address
        // for the receiver's.
        return Checksum.withPseudoHeader(source, datagram.destination(), bytes) == 0
                || (acceptance.isUnicast()
                        && source instanceof Inet4Address
                        && Checksum.withPseudoHeader(source, GROUP_IPV4, bytes) == 0);
    }

    private static Optional<Refusal> sender(Datagram datagram, Acceptance acceptance) {
        if (datagram.source().equals(acceptance.source())) {
            return Optional.of(Refusal.OWN_ADDRESS);
        }
        if (acceptance.isUnicast() && !acceptance.peers().containsKey(datagram.source())) {
            return Optional.of(Refusal.STRANGER);
        }
        return acceptance.own().priority() == Advert.OWNER
                ? Optional.of(Refusal.LOCAL_OWNER)
                : Optional.empty();
    }

    private static Optional<Refusal> content(byte[] bytes, Advert advert, Acceptance acceptance) {
        Advert own = acceptance.own();
        if (own.version() == Version.V2) {
            int expected = acceptance.password().map(_ -> AUTH_PASS).orElse(AUTH_NONE);
            if ((bytes[4] & 0xff) != expected) {
                return Optional.of(Refusal.AUTH_TYPE);
            }
            int from = bytes.length - Password.BYTES;
            if (acceptance.password().filter(known -> !known.isAt(bytes, from)).isPresent()) {
                return Optional.of(Refusal.PASSWORD);
            }
            if (!advert.interval().equals(own.interval())) {
                return Optional.of(Refusal.INTERVAL);
            }
        } else if (advert.interval().centis() == 0) {
            return Optional.of(Refusal.INTERVAL);
        }
        boolean same = set(advert).equals(set(own));
        return same || advert.priority() == Advert.OWNER
                ? Optional.empty()
                : Optional.of(Refusal.ADDRESS_LIST);
    }

    private static Set<InetAddress> set(Advert advert) {
        return new HashSet<>(advert.addresses());
    }

    private static Advert advert(byte[] bytes, Acceptance acceptance) {
        Advert own = acceptance.own();
        int size = own.addresses().getFirst().getAddress().length;
        List<InetAddress> addresses = new ArrayList<>();
        for (int i = 0; i < (bytes[3] & 0xff); i++) {
            int from = HEADER_BYTES + i * size;
            addresses.add(address(Arrays.copyOfRange(bytes, from, from + size)));
        }
        int centis =
                own.version() == Version.V2
                        ? (bytes[5] & 0xff) * CENTIS_PER_SECOND
                        : ((bytes[4] & 0xff) << 8 | (bytes[5] & 0xff)) & V3_INTERVAL_MASK;
        return new Advert(
                own.version(), own.routerId(), addresses, bytes[2] & 0xff, new Interval(centis));
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of the length it had", e);
        }
    }

    private static Standing standing(Datagram datagram, Acceptance acceptance) {
        byte[] sender = datagram.source().getAddress();
        byte[] own = acceptance.source().getAddress();
        return Arrays.compareUnsigned(sender, own) > 0
                ? Standing.SENDER_ABOVE
                : Standing.SENDER_BELOW;
    }
}
