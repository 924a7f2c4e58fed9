package dev.redoubt.clients;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;

import java.util.ArrayList;
import java.util.List;

/// With a replica that each write waits for: slower, and not one byte different.
class DurableCommandsIT extends CommandSuite {
    private static final List<RealRedis> REPLICAS = new ArrayList<>();

    DurableCommandsIT() {
        super(DurableCommandsIT::replicated, DurableCommandsIT::front);
    }

    private static RealRedis replicated() {
        RealRedis primary = RealRedis.installed("--repl-diskless-sync-delay", "0");
        HostPort at = primary.address();
        REPLICAS.add(RealRedis.installed("--replicaof", at.host(), String.valueOf(at.port())));
        RealRedis.await(
                "a replica", () -> primary.command("INFO", "replication").contains("state=online"));
        return primary;
    }

    private static Front front(RealRedis primary) {
        return Front.before(primary, "failover: {durability: {replicas: 1, timeout: 5s}}", "");
    }

    @AfterAll
    void closeReplica() {
        REPLICAS.forEach(RealRedis::close);
    }
}
