package dev.redoubt.net;

/// Hears what happens to one [ControlConnection]; always on its event loop, never from inside the
/// call that opened it.
public interface ControlListener {
    /// Connected and, with credentials, authenticated: commands may be sent.
    void ready();

    /// A Pub/Sub message on a subscribed channel.
    void message(String channel, String payload);

    /// The connection is over. Called exactly once, whether it was ever ready or not; replies still
    /// owed will not come.
    void ended(Ending ending);
}
