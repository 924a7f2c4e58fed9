package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.snapshot.NeedTallies;
import dev.redoubt.snapshot.PrivateNeed;

import org.jspecify.annotations.Nullable;

/// A session's stays on private links, each counted by what keeps the session there now. Of several
/// needs the one that lasts longest counts, since the session goes back when that ends:
///
/// | what there is | counted as |
/// |---|---|
/// | something that only the connection's end takes away | the command that brought it |
/// | subscriptions | SUBSCRIBE |
/// | an open transaction | MULTI |
/// | watched keys | WATCH |
/// | the oldest unanswered command waits for others | BLOCKING or WAIT |
/// | none of these: answers are awaited | the command that it moved for |
///
/// Owned by one session; what goes over shared links never gets here.
final class Stay {
    private final NeedTallies tallies;
    private @Nullable PrivateNeed cause;
    private @Nullable PrivateNeed lasting;
    private @Nullable PrivateNeed counted;

    Stay(NeedTallies tallies) {
        this.tallies = tallies;
    }

    /// The session moves for the request that its scanner found or, where it is large, has begun.
    void begin(Session session) {
        ClientInput input = session.input();
        begin(
                input.scanner().isMidRequest()
                        ? PrivateNeed.LARGE_REQUEST
                        : need(session.context().find(input.buffer(), input.scanner())));
    }

    void begin(PrivateNeed need) {
        cause = need;
        lasting = null;
        tallies.moved(need);
        count(need);
    }

    /// This command did something that only the end of the connection takes away.
    void lasts(CommandSpec command) {
        if (counted != null && lasting == null) {
            lasting = need(command);
            count(lasting);
        }
    }

    /// The connection stands like this from now on.
    ///
    /// @param oldest of the commands that are not answered
    void stands(ConnectionState state, @Nullable Expectation oldest) {
        if (counted != null) {
            count(kept(state, oldest));
        }
    }

    private @Nullable PrivateNeed kept(ConnectionState state, @Nullable Expectation oldest) {
        if (lasting != null) {
            return lasting;
        }
        if (state.isSubscribed()) {
            return PrivateNeed.SUBSCRIBE;
        }
        if (state.multi()) {
            return PrivateNeed.MULTI;
        }
        if (state.watching()) {
            return PrivateNeed.WATCH;
        }
        return oldest != null && oldest.mayWait() ? need(oldest.spec()) : cause;
    }

    /// The session is back on shared links, or gone.
    void end() {
        count(null);
    }

    private void count(@Nullable PrivateNeed now) {
        PrivateNeed before = counted;
        if (before == now) {
            return;
        }
        if (before != null) {
            tallies.releases(before);
        }
        if (now != null) {
            tallies.holds(now);
        }
        counted = now;
    }

    /// Why this command takes a private link.
    static PrivateNeed need(CommandSpec command) {
        return switch (command.handling()) {
            case MULTI -> PrivateNeed.MULTI;
            case WATCH -> PrivateNeed.WATCH;
            case SUBSCRIBE -> PrivateNeed.SUBSCRIBE;
            case UNSUBSCRIBE -> PrivateNeed.UNSUBSCRIBE;
            case BLOCKING -> PrivateNeed.BLOCKING;
            case WAIT -> PrivateNeed.WAIT;
            case MONITOR -> PrivateNeed.MONITOR;
            case REPLICATION -> PrivateNeed.REPLICATION;
            case SELECT -> PrivateNeed.SELECT;
            case AUTH -> PrivateNeed.AUTH;
            case HELLO -> PrivateNeed.HELLO;
            case CONNECTION ->
                    switch (command.name()) {
                        case "client" -> PrivateNeed.CLIENT;
                        case "debug" -> PrivateNeed.DEBUG;
                        case "script" -> PrivateNeed.SCRIPT;
                        case "function" -> PrivateNeed.FUNCTION;
                        case "replconf" -> PrivateNeed.REPLICATION;
                        default -> PrivateNeed.OTHER;
                    };
            // On shared links, unless they are large.
            default -> PrivateNeed.OTHER;
        };
    }
}
