package dev.redoubt.simulation;

import java.util.List;

/// What `sentinel.conf` keeps: a Sentinel's configuration, epochs and the epoch of its vote, but
/// not for whom it voted, nor whom it calls down.
record SentinelDisk(
        int master,
        long configEpoch,
        long leaderEpoch,
        long currentEpoch,
        List<Integer> replicas,
        List<Integer> sentinels) {
    /// Before the first failover.
    ///
    /// @param replicas the servers besides 0
    /// @param sentinels the other Sentinels
    static SentinelDisk first(List<Integer> replicas, List<Integer> sentinels) {
        return new SentinelDisk(0, 0, 0, 0, replicas, sentinels);
    }
}
