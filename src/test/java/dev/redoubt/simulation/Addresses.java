package dev.redoubt.simulation;

import dev.redoubt.config.HostPort;

import java.util.List;
import java.util.stream.IntStream;

/// The servers' and Sentinels' addresses as Redoubt sees them.
final class Addresses {
    private static final int MOST = 8;
    private static final List<HostPort> SERVERS = of("redis-", 6379);
    private static final List<HostPort> SENTINELS = of("sentinel-", 26379);

    private Addresses() {}

    private static List<HostPort> of(String name, int port) {
        return IntStream.range(0, MOST).mapToObj(i -> new HostPort(name + i, port)).toList();
    }

    static HostPort server(int number) {
        return SERVERS.get(number);
    }

    static int serverAt(HostPort address) {
        return SERVERS.indexOf(address);
    }

    static HostPort sentinel(int number) {
        return SENTINELS.get(number);
    }
}
