package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

final class ConnectionRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.2");

    private static int admitted(ConnectionRate rate, InetAddress source, long now, int attempts) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) {
            admitted += rate.admit(source, now) ? 1 : 0;
        }
        return admitted;
    }

    // A clock that wraps around between two of the times.
    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 1_000})
    void aSecondsWorthAtOnceThenOnePerToken(long now) {
        ConnectionRate rate = new ConnectionRate(10, now);
        assertEquals(10, admitted(rate, ONE, now, 50));
        assertEquals(0, admitted(rate, ONE, now + SECOND / 10 - 1, 5));
        assertEquals(1, admitted(rate, ONE, now + SECOND / 10, 5));
        assertEquals(3, admitted(rate, ONE, now + SECOND * 4 / 10, 50));
        assertEquals(10, admitted(rate, ONE, now + SECOND * 14 / 10, 50));
    }

    @Test
    void refusedAttemptsCostNothing() {
        ConnectionRate rate = new ConnectionRate(1, 0);
        for (long now = 0; now < 10 * SECOND; now += SECOND / 100) {
            assertEquals(now % SECOND == 0, rate.admit(ONE, now), "at " + now);
        }
    }

    @Test
    void eachSourceHasItsOwn() {
        ConnectionRate rate = new ConnectionRate(2, 0);
        assertEquals(2, admitted(rate, ONE, 0, 5));
        assertEquals(2, admitted(rate, OTHER, 0, 5));
    }

    @Test
    void anIpv6SourceIsItsSlash64() {
        ConnectionRate rate = new ConnectionRate(2, 0);
        assertTrue(rate.admit(InetAddress.ofLiteral("2001:db8:1:2::1"), 0));
        assertTrue(rate.admit(InetAddress.ofLiteral("2001:db8:1:2:ffff::9"), 0));
        assertFalse(rate.admit(InetAddress.ofLiteral("2001:db8:1:2:8::"), 0));
        assertTrue(rate.admit(InetAddress.ofLiteral("2001:db8:1:3::1"), 0));
        assertTrue(rate.admit(InetAddress.ofLiteral("::1"), 0));
        assertTrue(rate.admit(InetAddress.ofLiteral("0.0.0.1"), 0));
        assertEquals(4, rate.size());
    }

    @Test
    void fullBucketsAreForgotten() {
        ConnectionRate rate = new ConnectionRate(10, 0);
        admitted(rate, ONE, 0, 10);
        for (int i = 0; i < 1000; i++) {
            rate.admit(InetAddress.ofLiteral("10.0." + i / 256 + "." + i % 256), 0);
        }
        assertEquals(1001, rate.size());
        // All but the one that is to be full just then.
        rate.admit(OTHER, SECOND - 1);
        assertEquals(1002, rate.size());
        rate.admit(OTHER, SECOND);
        assertEquals(1, rate.size());
    }

    @Test
    void theTableIsBounded() {
        ConnectionRate rate = new ConnectionRate(1, 0);
        for (int i = 0; i < 2 * ConnectionRate.MAX_SOURCES; i++) {
            String literal = "10.%d.%d.%d".formatted(i >> 16, (i >> 8) & 255, i & 255);
            assertTrue(rate.admit(InetAddress.ofLiteral(literal), 0));
        }
        assertEquals(ConnectionRate.MAX_SOURCES, rate.size());
        assertFalse(rate.admit(InetAddress.ofLiteral("10.0.0.0"), 0));
    }

    @Test
    void loopsTogetherGetNoMore() throws InterruptedException {
        ConnectionRate rate = new ConnectionRate(1000, 0);
        AtomicInteger admitted = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        Thread[] loops = new Thread[4];
        for (int i = 0; i < loops.length; i++) {
            loops[i] =
                    Thread.ofPlatform()
                            .start(() -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    return;
                                }
                                admitted.addAndGet(admitted(rate, ONE, 0, 1000));
                            });
        }
        start.countDown();
        for (Thread loop : loops) {
            loop.join();
        }
        assertEquals(1000, admitted.get());
    }
}
