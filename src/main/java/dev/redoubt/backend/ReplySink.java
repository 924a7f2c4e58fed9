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

    /// The lane ended before these requests were answered; all that this sink has there are told,
    /// oldest first, and then [#laneEnded].
    ///
    /// @param asked valid during the call
    void unanswered(Asked asked);

    /// Everything that was unanswered on the lane has been told, or set aside.
    void laneEnded();

    /// Whether what the lane still answers goes to [#setsAside], because the server turned one of
    /// this sink's requests away: later ones must not overtake it.
    boolean isSettingAside();

    /// A whole reply that the server should not have given: it turns the request away without
    /// running it, or answers one behind such a request.
    ///
    /// @param asked the oldest unanswered request is the one that this answers; valid during the
    ///   call
    /// @param in holds the reply from `from` to `to`, valid during the call
    /// @return whether it is dealt with; otherwise the reply comes as ever
    boolean setsAside(Asked asked, ByteBuf in, int from, int to);
}
