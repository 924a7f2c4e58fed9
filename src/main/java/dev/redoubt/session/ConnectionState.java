package dev.redoubt.session;

/// What a private link's connection carries besides its identity. While there is any of it, the
/// session cannot go back to shared links.
///
/// @param multi between MULTI and EXEC or DISCARD
/// @param watching some key is watched
/// @param channels subscribed channels
/// @param patterns subscribed patterns
/// @param shardChannels subscribed shard channels
/// @param kept something that only the end of the connection takes away
record ConnectionState(
        boolean multi,
        boolean watching,
        int channels,
        int patterns,
        int shardChannels,
        boolean kept) {
    static final ConnectionState CLEAN = new ConnectionState(false, false, 0, 0, 0, false);

    boolean isClean() {
        return !multi && !watching && !kept && !isSubscribed();
    }

    boolean isSubscribed() {
        return channels + patterns + shardChannels > 0;
    }
}
