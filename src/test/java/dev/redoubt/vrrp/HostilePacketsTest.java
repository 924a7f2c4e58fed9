package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipConfig;
import dev.redoubt.vrrp.VrrpState.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// The running driver, and 10,000 packets that mean it ill: each is counted, none changes anything.
@Timeout(120)
class HostilePacketsTest {
    private static final int PACKETS = 10_000;
    private static final long SEED = Long.getLong("redoubt.seed", 9568);

    private final SplittableRandom random = new SplittableRandom(SEED);

    private static byte[] advert(int routerId) {
        Advert advert =
                new Advert(
                        Version.V3,
                        routerId,
                        Packets.addresses("192.168.0.1"),
                        50,
                        new Interval(10));
        return AdvertCodec.encode(advert, Packets.SENDER, AdvertCodec.GROUP_IPV4, Optional.empty());
    }

    /// One of: noise, a flipped bit, a cut, another router, over a router; and replays of what is
    /// right, but of less priority.
    private Datagram next() {
        byte[] payload = advert(51);
        int hopLimit = 255;
        InetAddress sender = Packets.SENDER;
        switch (random.nextInt(6)) {
            case 0 -> {
                payload = new byte[random.nextInt(64)];
                random.nextBytes(payload);
            }
            case 1 -> payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
            case 2 -> payload = Arrays.copyOf(payload, random.nextInt(payload.length));
            case 3 -> payload = advert(1 + random.nextInt(50));
            case 4 -> hopLimit = random.nextInt(255);
            default -> {}
        }
        return new Datagram(sender, AdvertCodec.GROUP_IPV4, hopLimit, payload);
    }

    /// A busy machine must not look like a change of state.
    private static VipConfig patient() {
        return FakeVips.vip(
                "front", 100, Duration.ofMillis(500), TrackConfig.NONE, null, "192.168.0.1");
    }

    private static long counted(VipView view) {
        return view.traffic().heard()
                + view.refused().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void allAreCountedAndNothingChanges() {
        FakeHost host = new FakeHost();
        try (VrrpDriver driver = VrrpDriver.start(List.of(patient()), host, () -> Set.of())) {
            await(driver, Role.ACTIVE, 0);
            for (int i = 0; i < PACKETS; i++) {
                host.arrive(next());
            }
            VipView view = await(driver, Role.ACTIVE, PACKETS);
            Map<Refusal, Long> refused = view.refused();
            assertEquals(PACKETS, counted(view), "seed " + SEED);
            assertTrue(view.traffic().heard() > PACKETS / 10, () -> "seed " + SEED + view);
            for (Refusal reason :
                    List.of(
                            Refusal.TRUNCATED,
                            Refusal.VERSION,
                            Refusal.TYPE,
                            Refusal.OTHER_ROUTER,
                            Refusal.HOP_LIMIT,
                            Refusal.CHECKSUM)) {
                assertTrue(refused.getOrDefault(reason, 0L) > 0, () -> reason + " " + view);
            }
            // It came into each of these states once, before, and holds the addresses since.
            assertEquals(Map.of(Role.BACKUP, 1L, Role.ACTIVE, 1L), view.turns());
            assertEquals(100, view.priority());
        }
    }

    private static VipView await(VrrpDriver driver, Role role, long packets) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            Optional<VipView> view = driver.views().stream().findFirst();
            if (view.filter(each -> each.role() == role && counted(each) >= packets).isPresent()) {
                return view.get();
            }
            assertTrue(System.nanoTime() - deadline < 0, () -> "seed " + SEED + " " + view);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
