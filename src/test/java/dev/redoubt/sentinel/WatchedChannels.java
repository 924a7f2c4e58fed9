package dev.redoubt.sentinel;

import java.util.Set;

/// The events that Redoubt subscribes to, for those who publish them to it in tests.
public final class WatchedChannels {
    private static final Set<String> ALL = Set.of(SentinelHint.CHANNELS);

    private WatchedChannels() {}

    /// Whether Redoubt hears this channel.
    public static boolean contain(String channel) {
        return ALL.contains(channel);
    }
}
