package dev.redoubt.clients.documented;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

import java.util.Arrays;
import java.util.stream.Stream;

/// The commands about a cluster, with the only node of one.
class ClusterEveryCommandIT extends EveryCommandSuite {
    ClusterEveryCommandIT() {
        super(
                EveryCommandIT.documented().stream()
                        .filter(command -> command.group().equals("cluster"))
                        .toList(),
                ClusterEveryCommandIT::server,
                Front::before,
                Exemptions.cluster());
    }

    private static RealRedis server(String... settings) {
        return RealRedis.installed(
                Stream.concat(Stream.of("--cluster-enabled", "yes"), Arrays.stream(settings))
                        .toArray(String[]::new));
    }
}
