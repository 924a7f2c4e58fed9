package dev.redoubt.clients;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

/// With the embedded Redis 6.2, whose COMMAND and whose errors differ from the installed one's, and
/// with more loops and links, over the other transport.
class EmbeddedCommandsIT extends CommandSuite {
    EmbeddedCommandsIT() {
        super(RealRedis::embedded, EmbeddedCommandsIT::front);
    }

    private static Front front(RealRedis redis) {
        return Front.start(
                """
                workers: 2
                transport: nio
                pools:
                  front:
                    listen: 127.0.0.1:0
                    backend: {servers: [%s], links: 2}
                """
                        .formatted(redis.address()));
    }
}
