package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The shared links of one pool on one loop, by identity. A link that is asked for and missing is
/// opened; one that ends is opened again while it is the pool's own or somebody waits for it.
final class Lanes implements SharedLink.Owner {
    /// What becomes of the links, for the backend.
    interface Listener {
        void opened(Identity identity);

        /// Whether one more link may belong to a session alone.
        boolean mayClaim();

        /// Whoever wants this identity's lane may ask for it again.
        void retry(Identity identity);

        void failed(SharedLink link, OpenFailure failure);

        void lost(SharedLink link, String reason);

        /// The server ended a link on which nothing was under way; it is being opened again.
        void hungUp(SharedLink link);
    }

    /// When the pool's own links are opened.
    enum Opening {
        /// At once, and again when one ends.
        AHEAD,
        /// When somebody wants one, as everybody else's.
        ON_DEMAND
    }

    /// Makes the links.
    interface Maker {
        SharedLink make(HostPort server, Identity identity, SharedLink.Owner owner);
    }

    private static final Slot[] NONE = {};

    /// A link that ends sooner than this after its opening counts as a failed attempt.
    private static final long STEADY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// Who has asked for something large asks again soon, or goes back to the others.
    private static final long CLAIM_IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// The place of one link among `links` of its identity.
    private static final class Slot {
        final BackOff backOff = new BackOff();
        @Nullable SharedLink link;
        boolean retrying;
        long openedNanos;
    }

    private final Loop loop;
    private final Maker maker;
    private final Connector connector;
    private final Identity own;
    private final int perIdentity;
    private final String linkName;
    private final Opening opening;
    private final ScriptShelf scripts;
    private final Listener listener;
    private final Map<Identity, Slot[]> slots = new HashMap<>();
    private final Set<SharedLink> claimed = new HashSet<>();
    private final Set<SharedLink> retired = new HashSet<>();
    private @Nullable HostPort server;

    Lanes(
            Loop loop,
            Maker maker,
            Connector connector,
            BackendSettings settings,
            Opening opening,
            Listener listener) {
        this.loop = loop;
        this.maker = maker;
        this.connector = connector;
        this.own = settings.identity();
        this.perIdentity = settings.config().links();
        this.linkName = "redoubt:" + settings.pool();
        this.scripts = settings.scripts();
        this.opening = opening;
        this.listener = listener;
    }

    /// Whether this identity has links also while nobody uses them.
    private boolean isKept(Identity identity) {
        return opening == Opening.AHEAD && identity.equals(own);
    }

    /// Uses this server instead of the one before; every link to that one is closed at once.
    void use(@Nullable HostPort primary, String reason) {
        server = primary;
        List<SharedLink> others = all().toList();
        claimed.clear();
        retired.clear();
        // New slots, too: a retry that waits for the old server must not delay the new one.
        slots.clear();
        others.forEach(link -> link.close(reason));
        if (primary != null && opening == Opening.AHEAD) {
            for (int i = 0; i < perIdentity; i++) {
                lane(own, i);
            }
        }
    }

    /// The link for this identity, or null while it is being opened. While one of several is
    /// missing, the next one carries on for it.
    ///
    /// @param spread any number; equal ones get the same link
    @Nullable SharedLink lane(Identity identity, int spread) {
        Slot wanted = slotsOf(identity)[Math.floorMod(spread, perIdentity)];
        if (wanted.link == null && !wanted.retrying) {
            open(identity, wanted);
        }
        return openLane(identity, spread);
    }

    /// The same as far as it is open; opens none.
    @Nullable SharedLink openLane(Identity identity, int spread) {
        Slot[] all = slots.getOrDefault(identity, NONE);
        int first = Math.floorMod(spread, perIdentity);
        for (int i = 0; i < all.length; i++) {
            SharedLink link = all[(first + i) % all.length].link;
            if (link != null && link.isOpen()) {
                return link;
            }
        }
        return null;
    }

    /// Whether any link of this identity is open.
    boolean serves(Identity identity) {
        return Arrays.stream(slots.getOrDefault(identity, NONE))
                .map(slot -> slot.link)
                .anyMatch(link -> link != null && link.isOpen());
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
            SharedLink link = maker.make(target, identity, this);
            slot.link = link;
            if (isKept(identity)) {
                connector.openFirst(link, linkName, scripts);
            } else {
                connector.open(link, linkName);
            }
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
        slot.openedNanos = loop.nowNanos();
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

    /// Puts another link in its place; as many as there may be private links can be claimed.
    @Override
    public boolean givesUp(SharedLink link) {
        Slot slot = slotOf(link);
        if (slot == null || !listener.mayClaim()) {
            return false;
        }
        slot.link = null;
        claimed.add(link);
        open(link.identity(), slot);
        return true;
    }

    /// A link that asks the server for its role is opened, not at once: it may turn away the next.
    @Override
    public void retires(SharedLink link, String reason) {
        Slot slot = slotOf(link);
        claimed.remove(link);
        retired.add(link);
        if (slot != null) {
            slot.link = null;
            retry(link.identity(), slot);
            listener.lost(link, reason);
        }
    }

    @Override
    public void closed(SharedLink link, String reason) {
        Slot slot = slotOf(link);
        if (retired.remove(link)) {
            return;
        }
        if (slot == null) {
            boolean last = claimed.remove(link) && link.identity().equals(own) && !serves(own);
            if (last) {
                listener.lost(link, reason);
            }
            return;
        }
        slot.link = null;
        boolean steady = loop.nowNanos() - slot.openedNanos >= STEADY_NANOS;
        boolean idle = link.isIdle() && reason.equals(Link.HUNG_UP);
        if (!steady) {
            retry(link.identity(), slot);
        } else {
            slot.backOff.reset();
            if (isKept(link.identity())) {
                open(own, slot);
            }
        }
        if (steady && idle) {
            listener.hungUp(link);
        } else {
            listener.lost(link, reason);
        }
    }

    private void retry(Identity identity, Slot slot) {
        slot.retrying = true;
        loop.eventLoop()
                .schedule(
                        () -> retryNow(identity, slot),
                        slot.backOff.failedMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void retryNow(Identity identity, Slot slot) {
        slot.retrying = false;
        boolean current = Arrays.asList(slots.getOrDefault(identity, NONE)).contains(slot);
        if (current && isKept(identity) && slot.link == null) {
            open(identity, slot);
        } else if (current) {
            listener.retry(identity);
        }
    }

    /// Closes what was silent for longer than `silentNanos` with requests unanswered, and what
    /// others than the pool itself left unused.
    void sweep(long nowNanos, long silentNanos) {
        for (SharedLink link : List.copyOf(claimed)) {
            link.checkClaim(nowNanos);
            if (link.isIdle() && nowNanos - link.lastProgressNanos() > CLAIM_IDLE_NANOS) {
                link.close("unused");
            }
        }
        for (SharedLink link : all().filter(Link::isOpen).toList()) {
            long quiet = nowNanos - link.lastProgressNanos();
            if (!link.isIdle() && !link.isPaused() && quiet > silentNanos) {
                link.close(Link.silence(silentNanos));
            } else if (retired.contains(link) && link.isIdle()) {
                link.close("unused");
            } else if (link.isIdle() && quiet > IDLE_NANOS && !isKept(link.identity())) {
                forget(link);
            }
        }
        slots.entrySet()
                .removeIf(entry -> !isKept(entry.getKey()) && isForgotten(entry.getValue()));
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

    /// Open links, claimed ones not counted.
    int size() {
        return (int) links().filter(Link::isOpen).count();
    }

    /// Whether this identity has a place, with a link or without.
    boolean knows(Identity identity) {
        return slots.containsKey(identity);
    }

    /// Identities besides the pool's own: each has links of its own.
    int guestCount() {
        return slots.size() - (knows(own) ? 1 : 0);
    }

    /// Links that belong to one session each, for its large replies.
    int claimedCount() {
        return claimed.size();
    }

    private Stream<SharedLink> all() {
        return Stream.of(links(), claimed.stream(), retired.stream()).flatMap(each -> each);
    }

    private Stream<SharedLink> links() {
        return slots.values().stream()
                .flatMap(Arrays::stream)
                .map(slot -> slot.link)
                .filter(Objects::nonNull);
    }
}
