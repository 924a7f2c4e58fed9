package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/// A SELECT that is under way over a shared link of the database that it asks for
/// (<https://redis.io/docs/latest/commands/select/>). It is its session's only command, and does
/// nothing there but hear what the server says to it.
final class Selection {
    private final Session session;
    private @Nullable Identity target;
    private byte answer;

    Selection(Session session) {
        this.session = session;
    }

    void begin(Identity wanted) {
        target = wanted;
        answer = 0;
    }

    boolean isUnderWay() {
        return target != null;
    }

    /// A piece of a reply, which is its own if it is under way.
    void heard(ByteBuf in, int from) {
        if (target != null && answer == 0) {
            answer = in.getByte(from);
        }
    }

    /// Its reply is there.
    ///
    /// @return whether the session is in that database now
    boolean isAccepted() {
        Identity wanted = target;
        target = null;
        if (wanted == null || answer != '+') {
            return false;
        }
        session.become(wanted);
        return true;
    }

    /// Its link ended. It does nothing, so it can be asked as often as it takes.
    ///
    /// @return the request
    ByteBuf again() {
        Identity wanted = target;
        target = null;
        ByteBuf request = session.allocator().buffer(32);
        int database = wanted == null ? 0 : wanted.database();
        RespEncoder.command(request, "SELECT", Integer.toString(database));
        return request;
    }
}
