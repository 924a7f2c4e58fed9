package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.net.Transport;
import dev.redoubt.topology.Topology;

import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The road from one loop to a pool's primary: shared lanes, private links, and the waiting room
/// for the time in which there is none. All methods are for the loop's thread.
public final class Backend {
    /// What the pool wants to know; calls come on the loop.
    public interface Listener {
        /// The last link to the primary in use ended, or none can be opened.
        void primaryFailing(HostPort server, OpenFailure failure);

        /// One of several links to the primary in use ended or cannot be opened; the others carry
        /// on for it.
        void linkFailing(HostPort server, OpenFailure failure);

        /// The server ended a link on which nothing was under way (Redis' `timeout`), which is no
        /// failure unless the next one cannot be opened.
        void linkEnded();

        /// The primary in use took its first link, and these sessions went on.
        void serving(HostPort server, WaitingRoom.Released released);

        /// The server ended the link of another user than the pool's own.
        void userLost(Identity identity);

        /// The server does not let this user in any more: nobody can be served as this one.
        void userRefused(Identity identity);
    }

    private static final long SWEEP_MILLIS = 250;

    /// The error for whoever needs one more link than `private_links` allows.
    public static final String LIMIT_REACHED =
            "ERR redoubt: all private links of this pool are in use (private_links)";

    private final Loop loop;
    private final BackendSettings settings;
    private final Fence fence;
    private final Listener listener;
    private final LaneSet lanes;
    private final Lanes own;
    private final CommitTallies commits = CommitTallies.create();
    private final PrivateLinks privateLinks;
    private final WaitingRoom waitingRoom;
    private final Failings failings = new Failings();
    private final long silentNanos;
    private @Nullable HostPort server;
    private boolean serving;
    private boolean lapsed;
    private volatile int sharedLinkCount;
    private volatile int privateLinkCount;

    /// @param fence the pool's, which the control loop keeps
    public Backend(
            Loop loop,
            Transport transport,
            BackendSettings settings,
            Fence fence,
            Listener listener) {
        this.loop = loop;
        this.settings = settings;
        this.listener = listener;
        this.fence = fence;
        Connector connector = new Connector(loop, transport, settings, fence);
        lanes = new LaneSet(settings, (way, promise) -> lanes(connector, way, promise));
        own = lanes.of(Way.PLAIN, null);
        privateLinks =
                new PrivateLinks(loop, connector, settings.privateLinks(), new PrivateListener());
        waitingRoom =
                new WaitingRoom(
                        loop,
                        this::hold,
                        this::reason,
                        settings.failover().holdMemory().bytes() / settings.loops(),
                        this::endLapse);
        silentNanos = settings.config().silence().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }

    private Lanes lanes(Connector connector, Way way, @Nullable Durability promise) {
        Lanes.Opening opening = way == Way.PLAIN ? Lanes.Opening.AHEAD : Lanes.Opening.ON_DEMAND;
        return new Lanes(
                loop, maker(promise), connector, settings, opening, new LaneListener(opening));
    }

    private Lanes.Maker maker(@Nullable Durability promise) {
        ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
        return promise == null
                ? (target, identity, owner) ->
                        new SharedLink(loop, target, identity, allocator, owner)
                : (target, identity, owner) ->
                        new CommitLink(
                                loop,
                                target,
                                identity,
                                allocator,
                                owner,
                                promise,
                                commits,
                                settings.interference());
    }

    /// Begins the periodic checks.
    public void start() {
        loop.eventLoop()
                .scheduleAtFixedRate(
                        loop.faults().guarded(this::sweep),
                        SWEEP_MILLIS,
                        SWEEP_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        long now = System.nanoTime();
        // Neither a slow script nor a pause that a client asked for is a hung primary.
        boolean excused = fence.topology().isBusyAt(now) || interference().pauses();
        interference().calm();
        long patienceNanos = excused ? Long.MAX_VALUE : silentNanos;
        lanes.sweep(now, patienceNanos);
        privateLinks.sweep(now, settings.committed(patienceNanos));
        sharedLinkCount = lanes.size();
        privateLinkCount = privateLinks.size() + lanes.claimedCount();
    }

    /// The lease of the primary in use came back, or a pause is over: whoever waited goes on.
    public void unfenced() {
        lapsed = false;
        waitingRoom.resumeAll();
        if (server != null && serving) {
            listener.serving(server, waitingRoom.takeReleased());
        }
    }

    /// The replicas are counted that a write needs: whoever waited for that goes on.
    public void counted() {
        waitingRoom.resumeAll();
    }

    /// An operator's pause of writes is over: whoever waited goes on.
    public void writesGoOn() {
        waitingRoom.resumeAll();
    }

    /// A lease that is renewed a moment late was over for this loop only: nobody else calls those
    /// who have waited since. And nobody is refused because the end of a pause is told late.
    private void endLapse() {
        if (lapsed && serving && isAdmitted()) {
            unfenced();
        }
    }

    /// The world changed: links to any other server than the primary are closed at once, and held
    /// sessions go on with the new one as soon as it has taken a link.
    public void update(Topology changed) {
        assert loop.eventLoop().inEventLoop();
        HostPort named = changed.primary().orElse(null);
        if (!Objects.equals(named, server)) {
            server = named;
            String reason =
                    server == null ? "there is no primary" : "the primary moved to " + server;
            serving = false;
            failings.forget();
            lanes.use(server, reason);
            privateLinks.keepOnly(server, reason);
        }
    }

    /// Closes everything, at the end of the program.
    public void close() {
        server = null;
        lanes.use(null, "shutting down");
        privateLinks.close("shutting down");
    }

    /// The lane for this identity, or null when there is none now: then hold. Whoever runs no
    /// scripts does not wait behind one. Other ways than the plain one are open only while the
    /// pool's own links are, which have brought the server the scripts that were loaded.
    ///
    /// @param promise that the way keeps, where it commits
    /// @param spread any number; equal ones get the same lane
    public @Nullable Lane lane(
            Way way, @Nullable Durability promise, Identity identity, int spread) {
        boolean counted = !way.isCommitted() || (promise != null && promise.isAskable());
        boolean open = way == Way.PLAIN || (serving && counted);
        return open ? lane(lanes.of(way, promise), identity, spread) : null;
    }

    /// The lane that is open for this identity; opens none.
    public @Nullable Lane openLane(Identity identity, int spread) {
        return own.openLane(identity, spread);
    }

    private @Nullable Lane lane(Lanes among, Identity identity, int spread) {
        if (!isAdmitted()) {
            return null;
        }
        if (!identity.equals(settings.identity()) && !among.knows(identity) && !mayOpenOne()) {
            // Anybody may make up identities where the server takes any password.
            failings.refused(identity, LIMIT_REACHED);
            return null;
        }
        return among.lane(identity, spread);
    }

    /// Whether there is a primary that commands may be sent to now.
    private boolean isAdmitted() {
        if (server == null) {
            return false;
        }
        boolean admitted = fence.routes(server, loop.nowNanos());
        lapsed |= !admitted;
        return admitted;
    }

    /// Whether one more link may be opened that is not the pool's own.
    private boolean mayOpenOne() {
        return privateLinks.size() + lanes.claimedCount() + lanes.guestCount()
                < settings.privateLinks();
    }

    /// The server's words for refusing this identity's last attempt, once; null if it did not.
    public @Nullable String takeRefusal(Identity identity) {
        return failings.takeRefusal(identity);
    }

    /// Gets the session a private link, now or later.
    public Opening openPrivate(Identity identity, PrivateLink.User user) {
        if (!serving || !isAdmitted()) {
            return Opening.NO_PRIMARY;
        }
        return privateLinks.open(Objects.requireNonNull(server), identity, user);
    }

    /// Whether there is a primary that has taken a link and may be used, perhaps after a pause.
    public boolean isServing() {
        return serving && server != null && fence.admits(server, loop.nowNanos());
    }

    /// What became of a wish for a private link.
    public enum Opening {
        /// The session's link is open or will be; it hears of it.
        STARTED,
        /// Nowhere to open one to, or not now: hold.
        NO_PRIMARY,
        /// The pool's `private_links` are all in use.
        LIMIT
    }

    /// Takes a private link back.
    public void release(PrivateLink link) {
        privateLinks.release(link);
    }

    /// A session ends while its private link is open or opening.
    public void abandon(PrivateLink link) {
        link.detach();
        link.close("the client left");
    }

    /// The scripts that each new primary is given.
    public ScriptShelf scripts() {
        return settings.scripts();
    }

    /// What is promised of the pool's writes.
    public Pledges pledges() {
        return settings.pledges();
    }

    /// What the durable writes of this loop came to.
    public CommitTallies commits() {
        return commits;
    }

    /// What clients do to each other at the server.
    public Interference interference() {
        return settings.interference();
    }

    /// The pool's open links, of all loops.
    public OwnConnections connections() {
        return settings.connections();
    }

    /// A client is gone that had given itself this name: no link that it used goes on under it.
    public void forget(String clientName) {
        privateLinks.forget(clientName);
    }

    /// Whether a link of this identity is open.
    public boolean shares(Identity identity) {
        return isAdmitted() && own.serves(identity);
    }

    /// Where sessions wait for a primary.
    public WaitingRoom waitingRoom() {
        return waitingRoom;
    }

    /// Open shared links of this loop at the last check, from any thread.
    public int sharedLinkCount() {
        return sharedLinkCount;
    }

    /// Private links of this loop at the last check, idle ones included, from any thread.
    public int privateLinkCount() {
        return privateLinkCount;
    }

    /// How long a command waits at most.
    public Duration hold() {
        return settings.hold(fence.topology());
    }

    /// Why commands cannot be sent now: there is no primary, the pool's own links fail, or those of
    /// the session's identity and private ones do.
    private String reason() {
        Topology topology = fence.topology();
        if (fence.isPausedAt(loop.nowNanos())) {
            return "paused by an operator";
        }
        if (interference().holdsWrites()) {
            return "writes are paused by an operator";
        }
        if (server != null && serving && !isAdmitted()) {
            return server + " is fenced: " + fence.reason();
        }
        if (serving && settings.pledges().obstacle().isPresent()) {
            return settings.pledges().obstacle().get();
        }
        return serving ? failings.whileServing(topology) : failings.whileNot(topology);
    }

    /// Links may go to a process that is dead, and not have noticed it: all of them are in doubt.
    private void newProcess(OpenFailure failure) {
        if (failure.kind() == OpenFailure.Kind.NEW_PROCESS) {
            listener.linkEnded();
        }
    }

    private final class LaneListener implements Lanes.Listener {
        private final Lanes.Opening opening;

        LaneListener(Lanes.Opening opening) {
            this.opening = opening;
        }

        @Override
        public void opened(Identity identity) {
            boolean first = server != null && !serving && isOwn(identity);
            serving |= first;
            waitingRoom.resumeAll();
            if (server != null && first) {
                listener.serving(server, waitingRoom.takeReleased());
            }
        }

        /// Whether the pool is served over this identity's links.
        private boolean isOwn(Identity identity) {
            return opening == Lanes.Opening.AHEAD && identity.equals(settings.identity());
        }

        @Override
        public boolean mayClaim() {
            return mayOpenOne();
        }

        @Override
        public void retry(Identity identity) {
            waitingRoom.resumeAll();
            if (!identity.isSameUser(settings.identity())) {
                // Nobody may wait, and yet somebody be logged in as this user.
                listener.userLost(identity);
            }
        }

        @Override
        public void failed(SharedLink link, OpenFailure failure) {
            newProcess(failure);
            if (isOwn(link.identity())) {
                ownFailing(link.server(), failure);
            } else if (isGuest(link) && failure.isLoginRefused()) {
                listener.userRefused(link.identity());
            } else if (failure.kind() == OpenFailure.Kind.REFUSED) {
                failings.refused(link.identity(), failure.text());
                waitingRoom.resumeAll();
            } else {
                failings.others(failure.text());
            }
        }

        @Override
        public void lost(SharedLink link, String reason) {
            if (isOwn(link.identity())) {
                ownFailing(link.server(), new OpenFailure(OpenFailure.Kind.UNREACHABLE, reason));
            } else {
                failings.others(reason);
                guestLost(link);
            }
        }

        private void guestLost(SharedLink link) {
            if (isGuest(link)) {
                listener.userLost(link.identity());
            }
        }

        @Override
        public void hungUp(SharedLink link) {
            if (isOwn(link.identity())) {
                serving = own.serves(settings.identity());
                listener.linkEnded();
            } else {
                guestLost(link);
            }
        }

        private void ownFailing(HostPort server, OpenFailure failure) {
            serving = own.serves(settings.identity());
            if (serving) {
                listener.linkFailing(server, failure);
            } else {
                failings.own(failure.text());
                listener.primaryFailing(server, failure);
            }
        }

        private boolean isGuest(SharedLink link) {
            return !link.identity().isSameUser(settings.identity());
        }
    }

    private final class PrivateListener implements PrivateLinks.Listener {
        @Override
        public int otherLinks() {
            return lanes.claimedCount() + lanes.guestCount();
        }

        @Override
        public void failed(HostPort server, OpenFailure failure) {
            newProcess(failure);
            failings.others(failure.text());
            if (serving) {
                listener.linkFailing(server, failure);
            }
        }

        @Override
        public void retry() {
            waitingRoom.resumeAll();
        }

        @Override
        public void lapsed() {
            lapsed = true;
        }
    }
}
