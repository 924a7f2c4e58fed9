package dev.redoubt.session;

import dev.redoubt.config.Secret;

import org.jspecify.annotations.Nullable;

/// What a client is and has, where its connection goes to another process of this node: all that a
/// session on shared links with nothing unanswered consists of.
///
/// @param unix whether it came over a unix socket, else TCP
/// @param number the client's, which nobody else has
/// @param login as whom its commands run at the server
/// @param age since it connected
/// @param unread bytes that it sent and that nobody has taken yet
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record Luggage(
        boolean unix,
        long number,
        String name,
        boolean authenticated,
        Login login,
        Ages age,
        byte[] unread) {
    /// As whom a client's commands run.
    ///
    /// @param own whether it is the pool's own user, whose password is the new file's
    /// @param user null for the default one; of no matter if own
    /// @param password null for none
    record Login(
            int database,
            int protocol,
            boolean own,
            @Nullable String user,
            @Nullable Secret password) {}

    /// How long ago things were.
    ///
    /// @param openNanos since it connected
    /// @param silentNanos since it sent something
    record Ages(long openNanos, long silentNanos) {}
}
