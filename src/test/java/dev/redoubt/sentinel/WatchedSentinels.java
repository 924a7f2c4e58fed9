package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.config.TransportChoice;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.RealSentinels;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import org.junit.jupiter.api.Assertions;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A watch of real Sentinels on a loop of its own, and all that it said with the times.
final class WatchedSentinels implements AutoCloseable, SentinelListener {
    private final List<Timed<SentinelView>> views = new CopyOnWriteArrayList<>();
    private final List<Timed<SentinelNotice>> notices = new CopyOnWriteArrayList<>();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final SentinelWatches.Membership membership;

    /// A value and the `System.nanoTime()` of its coming.
    record Timed<T>(T value, long atNanos) {}

    WatchedSentinels(SourceConfig.Sentinel source) {
        Transport transport = Transport.of(TransportChoice.AUTO);
        group = new MultiThreadIoEventLoopGroup(1, transport.ioHandlers());
        loop = group.next();
        SentinelWatches watches = new SentinelWatches(loop, transport);
        membership = loop.submit(() -> watches.join(source, this)).syncUninterruptibly().getNow();
    }

    static WatchedSentinels of(RealSentinels peers) {
        return new WatchedSentinels(
                new SourceConfig.Sentinel(RealSentinels.MASTER, peers.sentinels(), null, null));
    }

    @Override
    public void view(SentinelView view) {
        views.add(new Timed<>(view, System.nanoTime()));
    }

    @Override
    public void notice(SentinelNotice notice) {
        notices.add(new Timed<>(notice, System.nanoTime()));
    }

    SentinelView last() {
        return views.getLast().value();
    }

    /// Whether `primary` may be used now.
    boolean mayUse(HostPort primary) {
        SentinelView view = last();
        return view.primary().equals(Optional.of(primary))
                && view.lease().holdsAt(System.nanoTime());
    }

    void awaitLease(HostPort primary) {
        RealSentinels.await(
                "a lease of " + primary + ": " + last(),
                () -> mayUse(primary) && last().lease().term() == SentinelLease.Term.LIMITED);
    }

    boolean hasHeard(String channel) {
        return heardNanos(channel).isPresent();
    }

    Optional<Long> heardNanos(String channel) {
        return firstNotice(one ->
                one instanceof SentinelNotice.Heard heard
                        && heard.hint().channel().equals(channel));
    }

    HostPort firstToSay(String channel) {
        return notices.stream()
                .map(Timed::value)
                .filter(SentinelNotice.Heard.class::isInstance)
                .map(SentinelNotice.Heard.class::cast)
                .filter(heard -> heard.hint().channel().equals(channel))
                .findFirst()
                .orElseThrow()
                .node();
    }

    Optional<Long> firstNotice(Predicate<SentinelNotice> wanted) {
        return notices.stream()
                .filter(one -> wanted.test(one.value()))
                .map(Timed::atNanos)
                .findFirst();
    }

    boolean hasTold(Class<? extends SentinelNotice> type) {
        return firstNotice(type::isInstance).isPresent();
    }

    boolean hasTold(Class<? extends SentinelNotice> type, long sinceNanos) {
        return notices.stream()
                .filter(one -> one.atNanos() - sinceNanos >= 0)
                .anyMatch(one -> type.isInstance(one.value()));
    }

    /// The last moment at which `primary` might be used, as far as is known now.
    long lastUseNanos(HostPort primary) {
        long last = Long.MIN_VALUE;
        List<Timed<SentinelView>> all = List.copyOf(views);
        for (int i = 0; i < all.size(); i++) {
            SentinelView view = all.get(i).value();
            SentinelLease lease = view.lease();
            if (view.primary().equals(Optional.of(primary))
                    && lease.term() != SentinelLease.Term.ENDED
                    && lease.holdsAt(all.get(i).atNanos())) {
                Assertions.assertEquals(SentinelLease.Term.LIMITED, lease.term());
                long replaced = i + 1 < all.size() ? all.get(i + 1).atNanos() : Long.MAX_VALUE;
                last = Math.max(last, Math.min(lease.untilNanos(), replaced));
            }
        }
        return last;
    }

    /// The first moment at which `primary` might be used.
    Optional<Long> firstUseNanos(HostPort primary) {
        return views.stream()
                .filter(one -> one.value().primary().equals(Optional.of(primary)))
                .filter(one -> one.value().lease().holdsAt(one.atNanos()))
                .map(Timed::atNanos)
                .findFirst();
    }

    /// The least time that was left of a lease when it was renewed, since `sinceNanos`; negative if
    /// it was renewed too late.
    long leastLeftNanos(long sinceNanos) {
        long least = Long.MAX_VALUE;
        List<Timed<SentinelView>> all = List.copyOf(views);
        for (int i = 1; i < all.size(); i++) {
            SentinelLease before = all.get(i - 1).value().lease();
            if (all.get(i).atNanos() - sinceNanos >= 0) {
                long left =
                        before.term() == SentinelLease.Term.ENDED
                                ? -1
                                : before.untilNanos() - all.get(i).atNanos();
                least = Math.min(least, left);
            }
        }
        return least;
    }

    /// Keeps the last view only: an hour has many.
    void forget() {
        while (views.size() > 1) {
            views.removeFirst();
        }
    }

    @Override
    public void close() {
        loop.submit(membership::close).syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
