package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.vrrp.VrrpState.Role;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Many packets that are none of this router's business: they hide nobody, and hold nothing up.
@Timeout(60)
class FloodTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    /// The Active_Down_Interval of priority 100 is 3.6 s.
    private static final Duration BEYOND_DOWN = Duration.ofMillis(3700);

    private final FakeHost host = new FakeHost();

    private static Datagram advert(int routerId, int priority) {
        Advert advert =
                new Advert(
                        Version.V3,
                        routerId,
                        Packets.addresses("192.168.0.1"),
                        priority,
                        new Interval(100));
        byte[] bytes =
                AdvertCodec.encode(
                        advert, Packets.SENDER, AdvertCodec.GROUP_IPV4, Optional.empty());
        return new Datagram(Packets.SENDER, AdvertCodec.GROUP_IPV4, 255, bytes);
    }

    private VrrpDriver start(Duration interval) {
        return VrrpDriver.start(
                List.of(
                        FakeVips.vip(
                                "front", 100, interval, TrackConfig.NONE, null, "192.168.0.1")),
                host,
                Set::of);
    }

    private static VipView await(VrrpDriver driver, Predicate<VipView> wanted) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (true) {
            Optional<VipView> view = driver.views().stream().findFirst();
            if (view.filter(wanted).isPresent()) {
                return view.get();
            }
            assertTrue(System.nanoTime() - deadline < 0, () -> String.valueOf(view));
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static long refused(VipView view) {
        return view.refused().getOrDefault(Refusal.OTHER_ROUTER, 0L);
    }

    /// They came while the thread could not run, an advert behind them.
    @Test
    void anAdvertBehindThemIsHeardBeforeSilenceIsBelieved() {
        VrrpDriver driver = start(INTERVAL);
        try {
            await(driver, view -> view.role() == Role.BACKUP);
            List<Datagram> came = new ArrayList<>(Collections.nCopies(1000, advert(7, 200)));
            came.add(advert(51, 200));
            host.sleep(BEYOND_DOWN, came);
            VipView view = await(driver, each -> each.traffic().heard() == 1);
            assertEquals(1000, refused(view));
            assertEquals(Role.BACKUP, view.role());
            assertFalse(host.done().contains("IPv4 holds"), host.done()::toString);
        } finally {
            driver.close();
        }
    }

    @Test
    void theyDelayNeitherTheTakeoverNorAdvertsForEver() {
        VrrpDriver driver = start(Duration.ofMillis(100));
        try {
            host.flood(advert(7, 200));
            await(driver, view -> view.role() == Role.ACTIVE);
            long refused = refused(await(driver, view -> true));
            VipView view = await(driver, each -> each.traffic().sent() >= 10);
            assertTrue(refused(view) > refused, view::toString);
            assertEquals(Role.ACTIVE, view.role());
        } finally {
            driver.close();
        }
    }
}
