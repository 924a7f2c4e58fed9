package dev.redoubt.session;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers of clients that have no connection of their own at the server, which could number them:
/// far above any that a server gives, and below 2^53, up to which every client library counts. Each
/// process begins elsewhere, so that a number told by one node means nobody at another.
final class ClientNumbers {
    /// The least.
    static final long LEAST = 1L << 52;

    private static final AtomicLong LAST =
            new AtomicLong(LEAST + ThreadLocalRandom.current().nextLong(1L << 51));

    private ClientNumbers() {}

    /// The next one; from any thread, once for each client.
    static long next() {
        return LAST.incrementAndGet();
    }
}
