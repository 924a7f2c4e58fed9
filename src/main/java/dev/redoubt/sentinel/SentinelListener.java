package dev.redoubt.sentinel;

/// Hears what a watch finds; always on the control loop.
public interface SentinelListener {
    /// What the Sentinels agree on now; each change, and first of all the state at start.
    void view(SentinelView view);

    /// Something worth telling an operator; already in the log.
    void notice(SentinelNotice notice);
}
