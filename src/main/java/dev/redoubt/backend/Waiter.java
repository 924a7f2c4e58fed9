package dev.redoubt.backend;

/// A session whose commands are held because there is nowhere to send them. All calls come on the
/// loop.
public interface Waiter {
    /// Something changed: try again, and come back with [WaitingRoom#hold] if it was not enough.
    void resume();

    /// The wait is over without success: answer what is held with this error.
    ///
    /// @param error the text behind `-`, as a client sees it
    void refuse(String error);

    /// One of these calls threw, which is a bug: ends the session, and nothing else.
    void giveUp();

    /// When the oldest held command came; nanoseconds of the loop's clock.
    long heldSinceNanos();
}
