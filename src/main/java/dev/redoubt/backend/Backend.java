package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.net.Transport;
import dev.redoubt.topology.Topology;

import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;
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

        /// Another process of the server answers than the one that was looked at: links to the one
        /// before may not have noticed yet.
        void restarted(HostPort server);

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
    private final Admission admission;
    private final long silentNanos;
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
        admission = new Admission(loop, fence, settings, failings);
        Connector connector = new Connector(loop, transport, settings, fence);
        lanes = new LaneSet(settings, (way, promise) -> lanes(connector, way, promise));
        own = lanes.of(Way.PLAIN, null);
        privateLinks =
                new PrivateLinks(loop, connector, settings.privateLinks(), new PrivateListener());
        waitingRoom =
                new WaitingRoom(
                        loop,
                        this::hold,
                        admission::reason,
                        settings.failover().holdMemory().bytes() / settings.loops(),
                        this::endLapse);
        silentNanos = settings.config().silence().map(Duration::toNanos).orElse(Long.MAX_VALUE);
    }

    private Lanes lanes(Connector connector, Way way, @Nullable Durability promise) {
        Lanes.Opening opening = way == Way.PLAIN ? Lanes.Opening.AHEAD : Lanes.Opening.ON_DEMAND;
        return new Lanes(loop, maker(promise), connector, settings, opening, events(opening));
    }

    private LaneEvents events(Lanes.Opening opening) {
        return new LaneEvents(
                opening, settings.identity(), admission, failings, listener, new LaneHands());
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
        admission.unfenced();
        waitingRoom.resumeAll();
        HostPort server = admission.server();
        if (server != null && admission.hasTakenLink()) {
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
        if (admission.isBack()) {
            unfenced();
        }
    }

    /// The world changed: links to any other server than the primary are closed at once, and held
    /// sessions go on with the new one as soon as it has taken a link.
    public void update(Topology changed) {
        assert loop.eventLoop().inEventLoop();
        HostPort named = changed.primary().orElse(null);
        if (!admission.isOf(named)) {
            String reason = named == null ? "there is no primary" : "the primary moved to " + named;
            admission.moveTo(named);
            lanes.use(named, reason);
            privateLinks.keepOnly(named, reason);
        }
    }

    /// Closes everything, at the end of the program.
    public void close() {
        admission.end();
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
        boolean open = way == Way.PLAIN || (admission.hasTakenLink() && counted);
        return open ? lane(lanes.of(way, promise), identity, spread) : null;
    }

    /// The lane that is open for this identity; opens none.
    public @Nullable Lane openLane(Identity identity, int spread) {
        return own.openLane(identity, spread);
    }

    private @Nullable Lane lane(Lanes among, Identity identity, int spread) {
        if (!admission.isGiven()) {
            return null;
        }
        if (!identity.equals(settings.identity()) && !among.knows(identity) && !mayOpenOne()) {
            // Anybody may make up identities where the server takes any password.
            failings.refused(identity, LIMIT_REACHED);
            return null;
        }
        return among.lane(identity, spread);
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
        Optional<HostPort> primary = admission.primary();
        return primary.isPresent()
                ? privateLinks.open(primary.get(), identity, user)
                : Opening.NO_PRIMARY;
    }

    /// Whether there is a primary that has taken a link and may be used, perhaps after a pause.
    public boolean isServing() {
        return admission.isServing();
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
        return admission.isGiven() && own.serves(identity);
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

    private final class LaneHands implements LaneEvents.Hands {
        @Override
        public boolean mayOpenOne() {
            return Backend.this.mayOpenOne();
        }

        @Override
        public boolean ownIsOpen() {
            return own.serves(settings.identity());
        }

        @Override
        public void resume() {
            waitingRoom.resumeAll();
        }

        @Override
        public void serving(HostPort server) {
            listener.serving(server, waitingRoom.takeReleased());
        }
    }

    private final class PrivateListener implements PrivateLinks.Listener {
        @Override
        public int otherLinks() {
            return lanes.claimedCount() + lanes.guestCount();
        }

        @Override
        public void failed(HostPort server, OpenFailure failure) {
            if (failure.kind() == OpenFailure.Kind.RESTARTED) {
                listener.restarted(server);
            }
            failings.others(failure.text());
            if (admission.hasTakenLink()) {
                listener.linkFailing(server, failure);
            }
        }

        @Override
        public void retry() {
            waitingRoom.resumeAll();
        }

        @Override
        public void lapsed() {
            admission.lapsed();
        }
    }
}
