package dev.redoubt.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A server's clients that wait for its replicas: WAIT as `replication.c` has it.
final class WaitingClients {
    private final SimulatedRedis redis;
    private final Replication replication;
    private final Map<Wire, Waiting> waiting = new LinkedHashMap<>();

    private record Waiting(int replicas, int offset) {}

    WaitingClients(SimulatedRedis redis, Replication replication) {
        this.redis = redis;
        this.replication = replication;
    }

    /// After a start.
    void clear() {
        waiting.clear();
    }

    void left(Wire client) {
        waiting.remove(client);
    }

    /// `waitCommand`.
    ///
    /// @param offset of the client's last write
    void take(Wire client, Message.Wait wait, int offset) {
        if (redis.isLoading()) {
            answer(client, "-LOADING Redis is loading the dataset in memory");
            return;
        }
        if (!redis.isMaster()) {
            answer(
                    client,
                    "-ERR WAIT cannot be used with replica instances. Please also note that since"
                            + " Redis 4.0 if a replica is configured to be writable (which is not"
                            + " the default) writes to replicas are just local and are not"
                            + " propagated.");
            return;
        }
        int having = replication.followers().count(offset);
        if (having >= wait.replicas()) {
            answer(client, ":" + having);
            return;
        }
        Waiting own = new Waiting(wait.replicas(), offset);
        waiting.put(client, own);
        replication.askOffsets();
        redis.timer(
                wait.timeoutMillis() * World.MILLI,
                () -> {
                    if (waiting.remove(client, own)) {
                        answer(client, ":" + replication.followers().count(offset));
                    }
                });
    }

    /// `processClientsWaitingReplicas`.
    void check() {
        for (Map.Entry<Wire, Waiting> one : List.copyOf(waiting.entrySet())) {
            int having = replication.followers().count(one.getValue().offset());
            if (having >= one.getValue().replicas()) {
                waiting.remove(one.getKey());
                answer(one.getKey(), ":" + having);
            }
        }
    }

    /// `disconnectAllBlockedClients`, before REPLICAOF ends the others, too: what it says may be
    /// lost with the connection.
    void unblock() {
        for (Wire client : waiting.keySet()) {
            if (redis.world().oneIn(2)) {
                answer(
                        client,
                        "-UNBLOCKED force unblock from blocking operation, instance state changed"
                                + " (master -> replica?)");
            }
        }
        waiting.clear();
    }

    private static void answer(Wire client, String words) {
        client.send(new Message.Waited(words + "\r\n"));
    }
}
