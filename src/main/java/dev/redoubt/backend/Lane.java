package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;

/// A road to the backend for commands that leave their connection clean: one shared link, or
/// whatever spreads commands over several. Belongs to one loop.
public interface Lane {
    /// Whether this sink's commands can be appended now.
    boolean usableBy(ReplySink sink);

    /// Whether the server is behind with reading, so that nobody should append more than it has.
    boolean congested();

    /// Calls `resume` once when the lane is no longer congested, or ended.
    void whenUncongested(Runnable resume);

    /// Where it comes from, as its server sees it; null where there is no single one.
    @Nullable SocketAddress localAddress();

    /// Sends whole requests; they leave with the end of the loop's turn. Only while [#usableBy].
    ///
    /// @param commands how many requests lie between `from` and `to`
    void append(ReplySink sink, ByteBuf in, int from, int to, int commands);

    /// Whether the lane is read at its clients' pace, so that what they leave unread is bounded.
    boolean isPaced();

    /// This sink's client reads again what it left unread.
    void readOn(ReplySink sink);

    /// This sink will not use the lane any more: its client is gone, or has become another user.
    void leave(ReplySink sink);
}
