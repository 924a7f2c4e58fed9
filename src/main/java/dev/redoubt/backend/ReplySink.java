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

    /// Bytes that were handed out and that the client has not taken; 0 while it keeps up.
    long unreadBytes();

    /// Whether the client is gone.
    boolean hasLeft();

    /// Others have waited long enough for this client to read: its connection ends.
    void tooSlow();

    /// Taking a call threw, which is a bug: this client's connection ends, and no other's.
    void giveUp();

    /// These requests, all that this sink has unanswered here, would have to wait for another's
    /// large reply: a sink that can do without their replies takes them back, to send them again.
    ///
    /// @param requests valid during the call
    /// @return whether it did; otherwise their replies come as ever
    boolean takesBack(ByteBuf requests);

    /// The lane ended in the middle of a reply whose first bytes were handed out already.
    void replyCut();

    /// The lane ended before this request was answered: whether it was executed is not known.
    ///
    /// @param in holds the request's bytes from `from` to `to`, valid during the call
    /// @param name where in `in` the command's name begins
    /// @param nameLength in bytes
    void unanswered(ByteBuf in, int from, int to, int name, int nameLength);
}
