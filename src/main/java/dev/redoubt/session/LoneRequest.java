package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

/// The one command that a session has under way on its private link, kept while it is unanswered if
/// it may run twice: what only reads, and what only sets up the connection. What waits for others
/// is kept as well, and sent again only where the server has said that it did not run. Owned by one
/// session.
final class LoneRequest {
    /// Longer ones are told to their client rather than copied.
    private static final int LIMIT_BYTES = 4 * 1024;

    /// A request that ends every link it is sent over may be the reason.
    private static final int MOST_LINKS = 3;

    private byte @Nullable [] request;
    private boolean mayRunTwice;
    private int linksEnded;

    /// A command is about to be sent behind nothing else.
    void keep(
            CommandSpec spec, Effect effect, ConnectionState state, ByteBuf in, int from, int to) {
        request = null;
        mayRunTwice = isRepeatable(spec, effect);
        boolean kept = mayRunTwice || spec.handling() == Handling.BLOCKING;
        boolean small = to - from <= LIMIT_BYTES;
        if (small && !state.multi() && !state.watching() && kept) {
            byte[] copy = new byte[to - from];
            in.getBytes(from, copy);
            request = copy;
        }
    }

    /// Others follow it, or it is answered.
    void forget() {
        request = null;
        linksEnded = 0;
    }

    /// The server has ended the wait, and says that nothing ran.
    ///
    /// @return whether the request can be sent again
    boolean refused() {
        mayRunTwice |= request != null;
        return request != null;
    }

    /// The link ended; null where the request must not be sent again.
    @Nullable ByteBuf takeAgain() {
        byte[] kept = mayRunTwice ? request : null;
        request = null;
        return kept == null || ++linksEnded > MOST_LINKS ? null : Unpooled.wrappedBuffer(kept);
    }

    private static boolean isRepeatable(CommandSpec spec, Effect effect) {
        return switch (effect) {
            case Effect.None _ -> spec.repeatable();
            case Effect.Begin _,
                    Effect.Load _,
                    Effect.Unload _,
                    Effect.Pause _,
                    Effect.Watch _,
                    Effect.Select _,
                    Effect.Name _,
                    Effect.Hello _,
                    Effect.Login _,
                    Effect.Keep _,
                    Effect.Subscribe _,
                    Effect.Unsubscribe _ ->
                    true;
            case Effect.Execute _,
                    Effect.Discard _,
                    Effect.Unwatch _,
                    Effect.Taint _,
                    Effect.Uncounted _ ->
                    false;
        };
    }
}
