package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.Lane;
import dev.redoubt.backend.ReplySink;
import dev.redoubt.command.Handling;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;

/// Which lane a session's commands take: one for all while anything is under way, and another for
/// scripts. Owned by one session.
final class Road {
    private final Session session;
    private final ReplySink sink;
    private final int spread;
    private @Nullable Lane lane;
    private @Nullable Lane awaited;
    private boolean scripting;

    /// @param sink gets the replies
    /// @param spread spreads the sessions over the links of their loop
    Road(Session session, ReplySink sink, int spread) {
        this.session = session;
        this.sink = sink;
        this.spread = spread;
    }

    /// The lane of the commands under way, or of the last ones.
    @Nullable Lane lane() {
        return lane;
    }

    /// Where the lane comes from that is taken, or would be; null while none is open.
    @Nullable SocketAddress address() {
        Lane taken =
                lane == null
                        ? session.backend().openLane(session.profile().identity(), spread)
                        : lane;
        return taken == null ? null : taken.localAddress();
    }

    /// Nothing is under way, and the next command finds its lane anew.
    void forget() {
        leave();
        lane = null;
    }

    /// Nothing is told to the client any more.
    void leave() {
        if (lane != null) {
            lane.leave(sink);
        }
    }

    /// Whether the command goes where the session's commands go now; where nothing is under way,
    /// the session turns to the other lane. What a pipeline has behind a script stays behind it.
    boolean takes(Handling handling, boolean underWay) {
        boolean script = handling == Handling.SCRIPT;
        if (script == scripting || (scripting && underWay)) {
            return true;
        }
        if (underWay) {
            return false;
        }
        forget();
        scripting = script;
        return true;
    }

    /// Finds a usable lane for the request that the scanner found, or lets the session wait in
    /// front of it; an identity that the server refuses is told so.
    ///
    /// @param owed replies that are outstanding
    boolean isReady(int owed) {
        Lane current = lane;
        if (current != null && current.usableBy(sink)) {
            return !isCongested(current);
        }
        if (owed > 0) {
            session.standBefore(Session.Gate.DRAINING);
            return false;
        }
        Identity identity = session.profile().identity();
        String refusal = session.backend().takeRefusal(identity);
        lane = refusal == null ? open(identity) : null;
        if (lane != null) {
            return !isCongested(lane);
        }
        refusal = refusal == null ? session.backend().takeRefusal(identity) : refusal;
        if (refusal == null) {
            session.hold();
        } else {
            session.held().refuseLogin(refusal);
        }
        return false;
    }

    private @Nullable Lane open(Identity identity) {
        return scripting
                ? session.backend().scriptLane(identity, spread)
                : session.backend().lane(identity, spread);
    }

    /// Turns to the lane of another database; nothing is under way.
    ///
    /// @return false if there is none that takes something now
    boolean turnTo(Identity target) {
        Lane wanted = session.backend().lane(target, spread);
        if (wanted == null || wanted.congested()) {
            return false;
        }
        leave();
        lane = wanted;
        scripting = false;
        return true;
    }

    /// What the server has no room for stays with its client, and leaves with it.
    private boolean isCongested(Lane current) {
        if (!current.congested()) {
            return false;
        }
        session.standBefore(Session.Gate.CONGESTED);
        if (!current.equals(awaited)) {
            awaited = current;
            current.whenUncongested(() -> uncongested(current));
        }
        return true;
    }

    private void uncongested(Lane relieved) {
        if (relieved.equals(awaited)) {
            awaited = null;
            session.reopen(Session.Gate.CONGESTED);
        }
    }
}
