package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.TrackConfig;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A machine that was suspended while its node was Active, and hears nobody when it wakes.
class OversleptTest {
    private static void await(FakeHost host, String what, long times) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (host.done().stream().filter(what::equals).count() < times) {
            assertTrue(System.nanoTime() - deadline < 0, () -> host.done().toString());
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// The kernel took the addresses away meanwhile, and says so in the same turn.
    @Test
    void whoOversleptPutsNothingBackBeforeItStepsBack() {
        FakeHost host = new FakeHost();
        VrrpDriver driver =
                VrrpDriver.start(
                        List.of(FakeVips.vip("front", 100, TrackConfig.NONE)), host, Set::of);
        try {
            await(host, "IPv4 announces", 1);
            host.sleep(Duration.ofSeconds(10));
            await(host, "IPv4 announces", 2);
            List<String> done = List.copyOf(host.done());
            int stepped = done.lastIndexOf("IPv4 releases");
            assertEquals(
                    List.of("IPv4 releases", "IPv4 sends 100", "IPv4 holds", "IPv4 announces"),
                    done.subList(stepped, stepped + 4));
            assertTrue(stepped > done.indexOf("IPv4 announces"), done::toString);
            assertEquals(-1, done.indexOf("IPv4 puts back"), done::toString);
        } finally {
            driver.close();
        }
    }
}
