package dev.redoubt.simulation;

/// Hears what Sentinels publish.
@FunctionalInterface
interface SentinelEvents {
    void told(int sentinel, String channel);
}
