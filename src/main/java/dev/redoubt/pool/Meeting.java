package dev.redoubt.pool;

/// Whom a pool has met, where all in front of one primary meet.
///
/// @param run its own [dev.redoubt.peer.PeerName#run] there; empty for none
/// @param others whether it met anybody, or cannot know
record Meeting(String run, boolean others) {
    static final Meeting NONE = new Meeting("", false);
}
