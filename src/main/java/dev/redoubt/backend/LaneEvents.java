package dev.redoubt.backend;

import dev.redoubt.config.HostPort;

/// What happens to the lanes of one kind, and what the backend and its pool make of it: the pool's
/// own links decide whether the primary serves, those of other users only about them.
final class LaneEvents implements Lanes.Listener {
    /// What of the backend lanes cannot do without.
    interface Hands {
        /// Whether one more link may be opened that is not the pool's own.
        boolean mayOpenOne();

        /// Whether a link of the pool's own is open.
        boolean ownIsOpen();

        /// Whoever waits may try again.
        void resume();

        /// The primary in use took its first link.
        void serving(HostPort server);
    }

    private final Lanes.Opening opening;
    private final Identity pool;
    private final Admission admission;
    private final Failings failings;
    private final Backend.Listener listener;
    private final Hands hands;

    /// @param pool the pool's own identity
    LaneEvents(
            Lanes.Opening opening,
            Identity pool,
            Admission admission,
            Failings failings,
            Backend.Listener listener,
            Hands hands) {
        this.opening = opening;
        this.pool = pool;
        this.admission = admission;
        this.failings = failings;
        this.listener = listener;
        this.hands = hands;
    }

    @Override
    public void opened(Identity identity) {
        HostPort server = admission.server();
        boolean first = server != null && !admission.hasTakenLink() && isOwn(identity);
        if (first) {
            admission.links(true);
        }
        // Those who wait for the end of a pause go on with it, and are counted then.
        boolean paused = admission.isPaused();
        hands.resume();
        if (server != null && first && !paused) {
            hands.serving(server);
        }
    }

    /// Whether the pool is served over this identity's links.
    private boolean isOwn(Identity identity) {
        return opening == Lanes.Opening.AHEAD && identity.equals(pool);
    }

    @Override
    public boolean mayClaim() {
        return hands.mayOpenOne();
    }

    @Override
    public void retry(Identity identity) {
        hands.resume();
        if (!identity.isSameUser(pool)) {
            // Nobody may wait, and yet somebody be logged in as this user.
            listener.userLost(identity);
        }
    }

    @Override
    public void failed(SharedLink link, OpenFailure failure) {
        if (failure.kind() == OpenFailure.Kind.RESTARTED) {
            listener.restarted(link.server());
        }
        if (isOwn(link.identity())) {
            ownFailing(link.server(), failure);
        } else if (isGuest(link) && failure.isLoginRefused()) {
            listener.userRefused(link.identity());
        } else if (failure.kind() == OpenFailure.Kind.REFUSED) {
            failings.refused(link.identity(), failure.text());
            hands.resume();
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
            admission.links(hands.ownIsOpen());
            listener.linkEnded();
        } else {
            guestLost(link);
        }
    }

    private void ownFailing(HostPort server, OpenFailure failure) {
        admission.links(hands.ownIsOpen());
        if (admission.hasTakenLink()) {
            listener.linkFailing(server, failure);
        } else {
            failings.own(failure.text());
            listener.primaryFailing(server, failure);
        }
    }

    private boolean isGuest(SharedLink link) {
        return !link.identity().isSameUser(pool);
    }
}
