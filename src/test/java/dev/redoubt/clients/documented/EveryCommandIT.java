package dev.redoubt.clients.documented;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// With the installed Redis.
class EveryCommandIT extends EveryCommandSuite {
    EveryCommandIT() {
        super(documented(), EveryCommandIT::server, Front::before, Exemptions.installed());
    }

    private static RealRedis server(String... settings) {
        return RealRedis.installed(withDebug(settings));
    }

    /// From 7.0 on DEBUG is off.
    static String[] withDebug(String... settings) {
        return Stream.concat(Stream.of("--enable-debug-command", "yes"), Arrays.stream(settings))
                .toArray(String[]::new);
    }

    static List<Documented> documented() {
        try (RealRedis redis = RealRedis.installed()) {
            return Documentation.of(redis);
        }
    }
}
