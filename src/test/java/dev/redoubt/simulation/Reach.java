package dev.redoubt.simulation;

import java.util.ArrayList;
import java.util.List;

/// Who can be connected to. Hosts: the servers first, then the Sentinels, the nodes, the clients.
final class Reach {
    final FakeNetwork network;
    final List<SimulatedRedis> servers = new ArrayList<>();
    final List<SimulatedSentinel> sentinels = new ArrayList<>();
    final List<SimulatedNode> nodes = new ArrayList<>();
    private final int serverCount;
    private final int configured;

    /// Nobody yet.
    ///
    /// @param configured how many of the Sentinels the nodes are told of
    Reach(FakeNetwork network, int serverCount, int configured) {
        this.network = network;
        this.serverCount = serverCount;
        this.configured = configured;
    }

    int configured() {
        return configured;
    }

    int sentinelHost(int number) {
        return serverCount + number;
    }
}
