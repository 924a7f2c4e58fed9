package dev.redoubt.vrrp;

import dev.redoubt.linux.RouteNetlink;
import dev.redoubt.peers.Lan;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Looks each 10 ms who has an address, and remembers it.
final class HolderWatch implements AutoCloseable {
    private static final long PERIOD_NANOS = 10_000_000;

    /// @param holders the hosts that have it, as bits
    private record Sample(long atNanos, int holders) {}

    private final Lan lan;
    private final InetAddress address;
    private final List<RouteNetlink> netlinks = new ArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("holders").unstarted(this::run);
    private volatile boolean closed;

    HolderWatch(Lan lan, int hosts, String address) {
        this.lan = lan;
        this.address = InetAddress.ofLiteral(address);
        for (int i = 0; i < hosts; i++) {
            netlinks.add(lan.host(i).call(RouteNetlink::open));
        }
        thread.start();
    }

    private void run() {
        long next = System.nanoTime();
        while (!closed) {
            int holders = 0;
            for (int i = 0; i < netlinks.size(); i++) {
                RouteNetlink netlink = netlinks.get(i);
                boolean has =
                        lan.host(i)
                                .call(() ->
                                        netlink.addresses().stream()
                                                .anyMatch(each -> each.address().equals(address)));
                holders |= has ? 1 << i : 0;
            }
            synchronized (samples) {
                samples.add(new Sample(System.nanoTime(), holders));
            }
            next = Math.max(next + PERIOD_NANOS, System.nanoTime());
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /// Whether this host has it, and no other.
    boolean isOnlyAt(int host) {
        synchronized (samples) {
            return !samples.isEmpty() && samples.getLast().holders() == 1 << host;
        }
    }

    /// How long after `sinceNanos` the host had it first.
    long heldAfterMillis(int host, long sinceNanos) {
        synchronized (samples) {
            return samples.stream()
                    .filter(each -> each.atNanos() >= sinceNanos)
                    .filter(each -> (each.holders() & 1 << host) != 0)
                    .mapToLong(each -> (each.atNanos() - sinceNanos) / 1_000_000)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }
    }

    /// For how long more than one had it since then, at a stretch.
    long overlapMillis(long sinceNanos) {
        long longest = 0;
        synchronized (samples) {
            long from = Long.MAX_VALUE;
            for (Sample each : samples) {
                if (each.atNanos() < sinceNanos || Integer.bitCount(each.holders()) < 2) {
                    from = Long.MAX_VALUE;
                } else {
                    from = Math.min(from, each.atNanos());
                    longest = Math.max(longest, each.atNanos() - from + PERIOD_NANOS);
                }
            }
        }
        return longest / 1_000_000;
    }

    /// For how long the host did not have it since then, at a stretch.
    long absenceMillis(int host, long sinceNanos) {
        long longest = 0;
        synchronized (samples) {
            long from = Long.MAX_VALUE;
            for (Sample each : samples) {
                if (each.atNanos() < sinceNanos || (each.holders() & 1 << host) != 0) {
                    from = Long.MAX_VALUE;
                } else {
                    from = Math.min(from, each.atNanos());
                    longest = Math.max(longest, each.atNanos() - from + PERIOD_NANOS);
                }
            }
        }
        return longest / 1_000_000;
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        netlinks.forEach(RouteNetlink::close);
    }
}
