package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.TrackConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Entries that move together have one priority, whichever of them tracks what.
@Timeout(60)
class RouterGroupTest {
    private volatile Set<String> serving = Set.of("orders");

    private static void awaitPriorities(VrrpDriver driver, List<Integer> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!priorities(driver).equals(wanted)) {
            assertTrue(System.nanoTime() - deadline < 0, () -> priorities(driver).toString());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static List<Integer> priorities(VrrpDriver driver) {
        return driver.views().stream().map(VipView::priority).toList();
    }

    @Test
    void allHaveTheLeastOfAny() {
        TrackConfig orders = new TrackConfig(List.of("orders"), List.of(), List.of());
        VrrpDriver driver =
                VrrpDriver.start(
                        List.of(
                                FakeVips.grouped(FakeVips.vip("front", 150, orders), "edge", null),
                                FakeVips.grouped(
                                        FakeVips.vip("back", 150, TrackConfig.NONE), "edge", null),
                                FakeVips.vip("alone", 150, TrackConfig.NONE)),
                        new FakeHost(),
                        () -> serving);
        try {
            awaitPriorities(driver, List.of(150, 150, 150));
            assertEquals(
                    List.of("front", "back", "alone"),
                    driver.views().stream().map(VipView::name).toList());
            serving = Set.of();
            awaitPriorities(driver, List.of(1, 1, 150));
            serving = Set.of("orders");
            awaitPriorities(driver, List.of(150, 150, 150));
        } finally {
            driver.close();
        }
    }
}
