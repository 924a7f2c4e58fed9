package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;

import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The shared links of one pool on one loop, by identity. A link that is asked for and missing is
/// opened; one that ends is opened again while it is the pool's own or somebody waits for it.
final class Lanes implements SharedLink.Owner {
    /// What becomes of the links, for the backend.
    interface Listener {
        void opened(Identity identity);

        /// Whoever wants this identity's lane may ask for it again.
        void retry(Identity identity);

        void failed(SharedLink link, OpenFailure failure);

        void lost(SharedLink link, String reason);
    }

    private static final long FIRST_RETRY_MILLIS = 10;
    private static final long LAST_RETRY_MILLIS = 500;
    private static final Slot[] NONE = {};
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// The place of one link among `links` of its identity.
    private static final class Slot {
        @Nullable SharedLink link;
        boolean retrying;
        int failures;
    }

    private final Loop loop;
    private final ByteBufAllocator allocator;
    private final Connector connector;
    private final Identity own;
    private final int perIdentity;
    private final String linkName;
    private final Listener listener;
    private final Map<Identity, Slot[]> slots = new HashMap<>();
    private @Nullable HostPort server;

    Lanes(
            Loop loop,
            ByteBufAllocator allocator,
            Connector connector,
            BackendSettings settings,
            Listener listener) {
        this.loop = loop;
        this.allocator = allocator;
        this.connector = connector;
        this.own = settings.identity();
        this.perIdentity = settings.config().links();
        this.linkName = "redoubt:" + settings.pool();
        this.listener = listener;
    }

    /// Uses this server instead of the one before; every link to that one is closed at once.
    void use(@Nullable HostPort primary, String reason) {
        server = primary;
        List<SharedLink> others = links().toList();
        // New slots, too: a retry that waits for the old server must not delay the new one.
        slots.clear();
        others.forEach(link -> link.close(reason));
        if (primary != null) {
            for (int i = 0; i < perIdentity; i++) {
                lane(own, i);
            }
        }
    }

    /// The link for this identity, or null while it is being opened.
    ///
    /// @param spread any number; equal ones get the same link
    @Nullable Lane lane(Identity identity, int spread) {
        Slot slot = slotsOf(identity)[Math.floorMod(spread, perIdentity)];
        SharedLink link = slot.link;
        if (link != null && link.isOpen()) {
            return link;
        }
        if (link == null && !slot.retrying) {
            open(identity, slot);
        }
        return null;
    }

    private Slot[] slotsOf(Identity identity) {
        Slot[] found = slots.get(identity);
        if (found == null) {
            found = new Slot[perIdentity];
            Arrays.setAll(found, i -> new Slot());
            slots.put(identity, found);
        }
        return found;
    }

    private void open(Identity identity, Slot slot) {
        HostPort target = server;
        if (target != null) {
            SharedLink link = new SharedLink(loop, target, identity, allocator, this);
            slot.link = link;
            connector.open(link, linkName);
        }
    }

    private @Nullable Slot slotOf(SharedLink link) {
        return Arrays.stream(slots.getOrDefault(link.identity(), NONE))
                .filter(slot -> link.equals(slot.link))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void opened(SharedLink link) {
        Slot slot = slotOf(link);
        if (slot == null) {
            link.close("the primary moved");
            return;
        }
        slot.failures = 0;
        listener.opened(link.identity());
    }

    @Override
    public void openFailed(SharedLink link, OpenFailure failure) {
        Slot slot = slotOf(link);
        if (slot == null) {
            return;
        }
        slot.link = null;
        retry(link.identity(), slot);
        listener.failed(link, failure);
    }

    @Override
    public void closed(SharedLink link, String reason) {
        Slot slot = slotOf(link);
        if (slot == null) {
            return;
        }
        slot.link = null;
        if (link.identity().equals(own)) {
            open(own, slot);
        }
        listener.lost(link, reason);
    }

    /// Exponential back-off with jitter, so that many loops and nodes do not knock together.
    private void retry(Identity identity, Slot slot) {
        long ceiling =
                Math.min(LAST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(slot.failures, 10));
        slot.failures++;
        slot.retrying = true;
        long delay = ThreadLocalRandom.current().nextLong(ceiling / 2, ceiling + 1);
        loop.eventLoop().schedule(() -> retryNow(identity, slot), delay, TimeUnit.MILLISECONDS);
    }

    private void retryNow(Identity identity, Slot slot) {
        slot.retrying = false;
        boolean current = Arrays.asList(slots.getOrDefault(identity, NONE)).contains(slot);
        if (current && identity.equals(own) && slot.link == null) {
            open(identity, slot);
        } else if (current) {
            listener.retry(identity);
        }
    }

    /// Closes what was silent for longer than `silentNanos` with requests unanswered, and what
    /// others than the pool itself left unused.
    void sweep(long nowNanos, long silentNanos) {
        for (SharedLink link : links().filter(Link::isOpen).toList()) {
            long quiet = nowNanos - link.lastProgressNanos();
            if (!link.isIdle() && quiet > silentNanos) {
                link.close("no answer for " + TimeUnit.NANOSECONDS.toMillis(quiet) + " ms");
            } else if (link.isIdle() && quiet > IDLE_NANOS && !link.identity().equals(own)) {
                forget(link);
            }
        }
        slots.entrySet()
                .removeIf(entry -> !entry.getKey().equals(own) && isForgotten(entry.getValue()));
    }

    /// Nobody is told: nobody uses it.
    private void forget(SharedLink link) {
        Slot slot = slotOf(link);
        if (slot != null) {
            slot.link = null;
        }
        link.close("unused");
    }

    private static boolean isForgotten(Slot[] links) {
        return Arrays.stream(links).allMatch(slot -> slot.link == null && !slot.retrying);
    }

    /// Open links.
    int size() {
        return (int) links().filter(Link::isOpen).count();
    }

    private Stream<SharedLink> links() {
        return slots.values().stream()
                .flatMap(Arrays::stream)
                .map(slot -> slot.link)
                .filter(Objects::nonNull);
    }
}
