package dev.redoubt.clients.documented;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

import java.util.List;

/// With a Redis that is newer than the installed one, and its own commands.
class NewerEveryCommandIT extends EveryCommandSuite {
    NewerEveryCommandIT() {
        super(
                documented(),
                settings -> RealRedis.newer(EveryCommandIT.withDebug(settings)),
                Front::before,
                Exemptions.newer());
    }

    private static List<Documented> documented() {
        try (RealRedis redis = RealRedis.newer()) {
            return Documentation.of(redis);
        }
    }
}
