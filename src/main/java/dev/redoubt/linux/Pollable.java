package dev.redoubt.linux;

/// What a [Poller] can wait for.
public interface Pollable {
    /// The file descriptor's number; it stays the owner's.
    int descriptor();
}
