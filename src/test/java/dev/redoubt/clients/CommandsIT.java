package dev.redoubt.clients;

import dev.redoubt.peers.RealRedis;

/// With the installed Redis.
class CommandsIT extends CommandSuite {
    CommandsIT() {
        super(RealRedis::installed);
    }
}
