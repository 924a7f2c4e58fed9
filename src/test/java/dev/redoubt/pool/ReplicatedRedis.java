package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RealRedis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A real primary with real replicas in step, and what a test opens before them: pools whose writes
/// need so many of them, and clients. [#close] ends all.
final class ReplicatedRedis implements AutoCloseable {
    /// How long a pool of [#pool] waits for replicas.
    static final int TIMEOUT_MILLIS = 500;

    /// Which Redis.
    enum Version {
        INSTALLED,
        EMBEDDED,
        NEWER;

        private RealRedis start(List<String> arguments) {
            String[] all = arguments.toArray(new String[0]);
            return switch (this) {
                case INSTALLED -> RealRedis.installed(all);
                case EMBEDDED -> RealRedis.embedded(all);
                case NEWER -> RealRedis.newer(all);
            };
        }
    }

    private final Version version;
    private final List<String> arguments;
    private final List<RealRedis> servers = new ArrayList<>();
    private final List<PoolInTest> pools = new ArrayList<>();
    private final List<RawClient> clients = new ArrayList<>();

    private ReplicatedRedis(Version version, List<String> arguments) {
        this.version = version;
        this.arguments = arguments;
    }

    /// A primary and two replicas.
    ///
    /// @param arguments of each redis-server
    static ReplicatedRedis start(Version version, String... arguments) {
        ReplicatedRedis all = new ReplicatedRedis(version, List.of(arguments));
        try {
            all.servers.add(version.start(all.arguments));
            all.addReplica();
            all.addReplica();
            return all;
        } catch (RuntimeException | Error e) {
            all.endServers();
            throw e;
        }
    }

    RealRedis primary() {
        return servers.getFirst();
    }

    /// The replicas, from 1 on in the order in which they came.
    RealRedis replica(int number) {
        return servers.get(number);
    }

    /// One more, in step.
    RealRedis addReplica() {
        HostPort at = primary().address();
        List<String> following = new ArrayList<>(arguments);
        following.addAll(
                List.of(
                        "--replicaof",
                        at.host(),
                        String.valueOf(at.port()),
                        "--repl-diskless-sync-delay",
                        "0"));
        RealRedis replica = version.start(following);
        servers.add(replica);
        awaitInStep(replica);
        return replica;
    }

    /// Waits until the replica and the primary say so.
    void awaitInStep(RealRedis replica) {
        Await.until(
                "a replica in step",
                () -> replica.command("INFO", "replication").contains("master_link_status:up"));
        String online = "port=" + replica.address().port() + ",state=online";
        Await.until(
                "the primary's word on it",
                () -> primary().command("INFO", "replication").contains(online));
    }

    /// Halts both replicas that came first.
    void freezeReplicas() {
        replica(1).freeze();
        replica(2).freeze();
    }

    void thawReplicas() {
        replica(1).thaw();
        replica(2).thaw();
    }

    /// A pool whose writes need so many replicas, and that has had one acknowledged.
    PoolInTest pool(int replicas) throws IOException {
        return pool("{replicas: %d, timeout: %dms}".formatted(replicas, TIMEOUT_MILLIS));
    }

    /// The same with another promise.
    ///
    /// @param durability as the file has it
    PoolInTest pool(String durability) throws IOException {
        String file =
                """
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend: {servers: ["%s"]}
                    failover: {durability: %s}
                """
                        .formatted(primary().address(), durability);
        PoolInTest pool = PoolInTest.start(file);
        pools.add(pool);
        pool.awaitServing();
        RawClient first = client(pool);
        Await.until("replicas in step", () -> first.ask("SET", "first", "1").equals("+OK\r\n"));
        return pool;
    }

    RawClient client(PoolInTest pool) throws IOException {
        RawClient client = RawClient.connect(pool.address());
        clients.add(client);
        return client;
    }

    /// The whole reply to a write that only so many replicas have.
    static String shortOf(int having, int wanted) {
        return "-ERR redoubt: executed on the primary, but not acknowledged: only "
                + having
                + " of "
                + wanted
                + " replicas said within "
                + TIMEOUT_MILLIS
                + " ms that they have it (failover.durability)\r\n";
    }

    private void endServers() {
        servers.forEach(RealRedis::close);
    }

    @Override
    public void close() throws IOException {
        try {
            for (RawClient each : clients) {
                each.close();
            }
        } finally {
            pools.forEach(PoolInTest::close);
            endServers();
        }
    }
}
