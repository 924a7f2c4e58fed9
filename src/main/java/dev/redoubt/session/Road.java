package dev.redoubt.session;

import dev.redoubt.backend.CommitLane;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.Lane;
import dev.redoubt.backend.ReplySink;
import dev.redoubt.backend.Way;
import dev.redoubt.backend.WriteMarks;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.Objects;

/// Which lane a session's commands take: one for all while anything is under way, another for
/// scripts, and others again for what must be committed. Owned by one session.
final class Road {
    private final Session session;
    private final ReplySink sink;
    private final int spread;
    private final @Nullable WriteMarks marks;
    private @Nullable Lane lane;
    private @Nullable Lane awaited;
    private Way way = Way.PLAIN;

    /// @param sink gets the replies
    /// @param spread spreads the sessions over the links of their loop
    Road(Session session, ReplySink sink, int spread) {
        this.session = session;
        this.sink = sink;
        this.spread = spread;
        marks = session.backend().pledges().isEmpty() ? null : new WriteMarks();
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
        way = Way.PLAIN;
    }

    /// Nothing is told to the client any more.
    void leave() {
        if (lane != null) {
            lane.leave(sink);
        }
    }

    /// Whether the command goes where the session's commands go now; where nothing is under way,
    /// the session turns to another lane. What a pipeline has behind a script, or behind a write
    /// that must be committed, stays behind it.
    ///
    /// @param run commands before it that were taken and are not sent
    boolean takes(CommandSpec spec, int owed, int run) {
        boolean script = spec.handling() == Handling.SCRIPT;
        if (marks != null) {
            return takesMarked(spec, script, owed, run, marks);
        }
        return turns(script ? Way.SCRIPT : Way.PLAIN, owed > 0 || run > 0);
    }

    private boolean takesMarked(
            CommandSpec spec, boolean script, int owed, int run, WriteMarks writes) {
        boolean write = session.profile().durability() != null && spec.mayWrite();
        Way wanted;
        if (write) {
            wanted = script ? Way.COMMIT_SCRIPT : Way.COMMIT;
        } else {
            wanted = script ? Way.SCRIPT : Way.PLAIN;
        }
        if (!turns(wanted, owed > 0 || run > 0)) {
            return false;
        }
        writes.cutTo(run);
        mark(write, writes);
        return true;
    }

    /// [#takes] for a whole transaction, which goes as one.
    ///
    /// @param writes whether anything in it may write
    boolean takesUnit(int commands, boolean writes, int owed) {
        if (marks == null) {
            return true;
        }
        boolean commits = writes && session.profile().durability() != null;
        Way wanted = commits ? Way.COMMIT : Way.PLAIN;
        if (!turns(wanted, owed > 0)) {
            return false;
        }
        marks.clear();
        // Nothing runs before EXEC, the last one.
        for (int i = 1; i < commands; i++) {
            marks.addRead();
        }
        mark(commits, marks);
        return true;
    }

    /// [#takes] for one command that only reads; nothing is under way.
    void takesRead() {
        turns(Way.PLAIN, false);
    }

    private static void mark(boolean write, WriteMarks writes) {
        if (write) {
            writes.addWrite();
        } else {
            writes.addRead();
        }
    }

    private boolean turns(Way wanted, boolean underWay) {
        if (wanted == way || (underWay && way.carries(wanted))) {
            return true;
        }
        if (underWay) {
            return false;
        }
        forget();
        way = wanted;
        return true;
    }

    /// Sends what was taken. There is a lane.
    void append(ByteBuf in, int from, int to, int commands) {
        Lane current = Objects.requireNonNull(lane);
        if (marks != null && current instanceof CommitLane commits) {
            assert marks.count() == commands;
            commits.append(sink, in, from, to, marks);
        } else {
            current.append(sink, in, from, to, commands);
        }
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
        lane = refusal == null ? openLane(identity) : null;
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

    private @Nullable Lane openLane(Identity identity) {
        return session.backend().lane(way, session.profile().durability(), identity, spread);
    }

    /// Turns to the lane of another database; nothing is under way.
    ///
    /// @return false if there is none that takes something now
    boolean turnTo(Identity target) {
        Lane wanted = session.backend().lane(Way.PLAIN, null, target, spread);
        if (wanted == null || wanted.congested()) {
            return false;
        }
        leave();
        lane = wanted;
        way = Way.PLAIN;
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
