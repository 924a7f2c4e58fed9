package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

/// A road to the backend for commands that leave their connection clean: one shared link, or
/// whatever spreads commands over several. Belongs to one loop.
public interface Lane {
    /// Whether commands can be appended now.
    boolean usable();

    /// Whether the server is behind with reading, so that nobody should append more than it has.
    boolean congested();

    /// Calls `resume` once when the lane is no longer congested, or ended.
    void whenUncongested(Runnable resume);

    /// Sends whole requests; they leave with the end of the loop's turn. Only while [#usable].
    ///
    /// @param commands how many requests lie between `from` and `to`
    void append(ReplySink sink, ByteBuf in, int from, int to, int commands);
}
