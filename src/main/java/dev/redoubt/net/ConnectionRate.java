package dev.redoubt.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// How many new connections each source may open: a token bucket per source, which holds and gains
/// `perSecond` tokens (a second's worth). A source is an IPv4 address, or the /64 of an IPv6
/// address, since one host picks any address of its /64. Reads no clock.
///
/// Asked by all loops of a pool: with a share for each loop, the kernel's spreading of connections
/// over the loops' sockets would decide who is refused. The table locks nothing but the source in
/// question, and for nanoseconds; plain commands never come here.
///
/// A bucket is kept as the time at which it is full again (GCRA), which is at most a second away:
/// so whatever is older can be forgotten. Where more sources than the table holds came within one
/// second, further ones are let in uncounted: each of them is within its rate as far as anybody
/// knows, and `max_clients` still holds.
public final class ConnectionRate {
    static final int MAX_SOURCES = 16_384;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long tokenNanos;
    private final ConcurrentMap<Long, Long> fullAtNanos = new ConcurrentHashMap<>();
    private final AtomicLong forgottenAtNanos;

    /// @param perSecond at least 1
    /// @param nowNanos as all times here, of `System.nanoTime()`
    public ConnectionRate(int perSecond, long nowNanos) {
        tokenNanos = SECOND_NANOS / perSecond;
        forgottenAtNanos = new AtomicLong(nowNanos);
    }

    /// Whether `source` may open one more connection; takes its token if so. From any thread.
    public boolean admit(InetAddress source, long nowNanos) {
        forget(nowNanos);
        Long key = key(source);
        if (fullAtNanos.size() >= MAX_SOURCES && !fullAtNanos.containsKey(key)) {
            return true;
        }
        Verdict verdict = new Verdict();
        fullAtNanos.compute(
                key,
                (same, fullAt) -> {
                    long from = fullAt == null || fullAt - nowNanos < 0 ? nowNanos : fullAt;
                    verdict.admitted = from + tokenNanos - nowNanos <= SECOND_NANOS;
                    return verdict.admitted ? Long.valueOf(from + tokenNanos) : fullAt;
                });
        return verdict.admitted;
    }

    private static final class Verdict {
        private boolean admitted;
    }

    /// Once a second, by whoever asks first.
    private void forget(long nowNanos) {
        long last = forgottenAtNanos.get();
        if (nowNanos - last >= SECOND_NANOS && forgottenAtNanos.compareAndSet(last, nowNanos)) {
            fullAtNanos.values().removeIf(fullAt -> fullAt - nowNanos <= 0);
        }
    }

    /// Sources that are remembered.
    int size() {
        return fullAtNanos.size();
    }

    /// The first eight bytes; IPv4 where `::ffff:0:0/96` would have them, in a /64 that is
    /// nobody's.
    private static Long key(InetAddress source) {
        byte[] address = SourceNetworks.unmapped(source.getAddress());
        long key = address.length == Integer.BYTES ? 0xffff : 0;
        for (int i = 0; i < Math.min(address.length, Long.BYTES); i++) {
            key = (key << Byte.SIZE) | (address[i] & 0xff);
        }
        return key;
    }
}
