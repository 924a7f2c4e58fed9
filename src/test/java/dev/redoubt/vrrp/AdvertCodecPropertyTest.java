package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.resp.Seeded;
import dev.redoubt.vrrp.Packets.Golden;
import dev.redoubt.vrrp.VrrpConfig.Membership;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Whatever comes in: nothing throws, and what is refused changes nothing.
class AdvertCodecPropertyTest {
    private static final int PACKETS = 10_000;

    @Test
    void randomBytesAreRefused() {
        Map<Refusal, Integer> counts = new EnumMap<>(Refusal.class);
        Seeded.check(
                Seeded.cases(PACKETS),
                random -> {
                    byte[] bytes = new byte[random.nextInt(64)];
                    random.nextBytes(bytes);
                    Golden golden = any(random);
                    refused(golden, around(golden, bytes, random))
                            .ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
                });
        assertTrue(counts.keySet().contains(Refusal.TRUNCATED), counts::toString);
        assertTrue(counts.keySet().contains(Refusal.VERSION), counts::toString);
    }

    @Test
    void mutatedPacketsAreRefusedOrMeanAnAdvert() {
        Map<Refusal, Integer> counts = new EnumMap<>(Refusal.class);
        Seeded.check(
                Seeded.cases(PACKETS),
                random -> {
                    Golden golden = any(random);
                    byte[] bytes = mutated(golden, random);
                    refused(golden, around(golden, bytes, random))
                            .ifPresent(reason -> counts.merge(reason, 1, Integer::sum));
                });
        assertTrue(counts.size() >= 9, counts::toString);
    }

    @Test
    void whatIsSentIsHeardAsItWasMeant() {
        Seeded.check(
                Seeded.cases(2_000),
                random -> {
                    Golden golden = any(random);
                    Advert usual = golden.advert();
                    int centis =
                            usual.version() == Version.V2
                                    ? usual.interval().centis()
                                    : 1 + random.nextInt(4095);
                    Advert advert =
                            new Advert(
                                    usual.version(),
                                    usual.routerId(),
                                    usual.addresses(),
                                    random.nextInt(256),
                                    new Interval(centis));
                    byte[] bytes =
                            AdvertCodec.encode(
                                    advert,
                                    golden.source(),
                                    golden.destination(),
                                    golden.password());
                    Reading reading =
                            AdvertCodec.decode(
                                    new Datagram(golden.source(), golden.destination(), 255, bytes),
                                    golden.acceptance());
                    assertEquals(
                            Optional.of(advert),
                            reading instanceof Reading.Heard(Advert heard, _)
                                    ? Optional.of(heard)
                                    : Optional.empty());
                });
    }

    /// The reason; and where it is none, that a machine lives with what was heard.
    private static Optional<Refusal> refused(Golden golden, Datagram datagram) {
        return switch (AdvertCodec.decode(datagram, golden.acceptance())) {
            case Reading.Refused(Refusal reason) -> Optional.of(reason);
            case Reading.Heard(Advert advert, Reading.Standing standing) -> {
                VrrpConfig config =
                        new VrrpConfig(
                                advert.version(),
                                100,
                                golden.advert().interval(),
                                Optional.empty(),
                                Membership.ALONE);
                VrrpState begun =
                        VrrpMachine.step(
                                        config,
                                        VrrpMachine.initial(config),
                                        new VrrpEvent.Started(),
                                        0)
                                .state();
                VrrpState after =
                        VrrpMachine.step(
                                        config,
                                        begun,
                                        new VrrpEvent.Heard(
                                                advert.priority(), advert.interval(), standing),
                                        1)
                                .state();
                assertEquals(VrrpState.Role.BACKUP, after.role());
                yield Optional.empty();
            }
        };
    }

    private static Golden any(Random random) {
        return Golden.ALL.get(random.nextInt(Golden.ALL.size()));
    }

    private static Datagram around(Golden golden, byte[] bytes, Random random) {
        Datagram usual = golden.datagram();
        List<InetAddress> senders =
                List.of(usual.source(), Packets.HERE, Packets.HERE_IPV6, Packets.SENDER);
        InetAddress source =
                random.nextInt(10) == 0
                        ? senders.get(random.nextInt(senders.size()))
                        : usual.source();
        int hops = random.nextInt(10) == 0 ? random.nextInt(256) : 255;
        return new Datagram(source, usual.destination(), hops, bytes);
    }

    private static byte[] mutated(Golden golden, Random random) {
        byte[] bytes = golden.datagram().payload();
        byte[] changed = bytes.clone();
        for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
            switch (random.nextInt(4)) {
                case 0 -> changed = Arrays.copyOf(changed, random.nextInt(bytes.length + 8));
                case 1 -> flip(changed, random);
                default -> {
                    if (changed.length > 0) {
                        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                    }
                }
            }
        }
        // Half of them with a right checksum, so that what comes after it is tried, too.
        return random.nextBoolean() ? changed : repaired(changed, golden);
    }

    private static void flip(byte[] bytes, Random random) {
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private static byte[] repaired(byte[] bytes, Golden golden) {
        if (bytes.length < 8) {
            return bytes;
        }
        bytes[6] = 0;
        bytes[7] = 0;
        int checksum =
                golden.advert().version() == Version.V2
                        ? Checksum.of(bytes)
                        : Checksum.withPseudoHeader(golden.source(), golden.destination(), bytes);
        bytes[6] = (byte) (checksum >> 8);
        bytes[7] = (byte) checksum;
        return bytes;
    }
}
