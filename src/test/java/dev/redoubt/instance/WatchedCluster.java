package dev.redoubt.instance;

import java.io.IOException;

/// A program of its own for [WatcherIT]: starts a cluster, prints its folder and process ids, waits
/// to be killed.
final class WatchedCluster {
    private WatchedCluster() {}

    public static void main(String[] args) throws IOException {
        SentinelCluster cluster = SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find);
        StringBuilder pids = new StringBuilder();
        for (RedisProcess process : cluster.processes()) {
            pids.append(' ').append(process.pid().orElseThrow());
        }
        System.out.println(cluster.folder() + pids.toString());
        while (System.in.read() >= 0) {
            // Only the end of this process is of interest.
        }
    }
}
