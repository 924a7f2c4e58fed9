package dev.redoubt.clients.documented;

import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

/// With the embedded Redis 6.2, asked for all that the installed one documents, with more loops and
/// links, over the other transport.
class EmbeddedEveryCommandIT extends EveryCommandSuite {
    EmbeddedEveryCommandIT() {
        super(
                EveryCommandIT.documented(),
                RealRedis::embedded,
                EmbeddedEveryCommandIT::front,
                Exemptions.embedded());
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
