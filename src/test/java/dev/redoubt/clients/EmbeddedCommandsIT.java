package dev.redoubt.clients;

import dev.redoubt.peers.RealRedis;

/// With the embedded Redis 6.2, whose COMMAND and whose errors differ from the installed one's.
class EmbeddedCommandsIT extends CommandSuite {
    EmbeddedCommandsIT() {
        super(RealRedis::embedded);
    }
}
