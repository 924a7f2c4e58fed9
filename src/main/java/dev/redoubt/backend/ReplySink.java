package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

/// Who waits for the replies of what it appended to a [Lane]. All calls come on the loop, in the
/// order of the requests.
public interface ReplySink {
    /// The next bytes of this sink's replies: `in` from `from` to `to`, valid during the call. A
    /// reply may come in several pieces.
    ///
    /// @param completed how many replies end within these bytes
    void replies(ByteBuf in, int from, int to, int completed);

    /// The lane ended in the middle of a reply whose first bytes were handed out already.
    void replyCut();

    /// The lane ended before this request was answered: whether it was executed is not known.
    ///
    /// @param in holds the request's bytes from `from` to `to`, valid during the call
    /// @param name where in `in` the command's name begins
    /// @param nameLength in bytes
    void unanswered(ByteBuf in, int from, int to, int name, int nameLength);
}
