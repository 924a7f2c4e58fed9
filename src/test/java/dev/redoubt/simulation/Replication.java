package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One server's part in replication: whom it follows, who follows it, and the identity of its
/// history, by which a replica that has a common past is sent only what it lacks.
final class Replication implements Endpoint {
    private final SimulatedRedis redis;
    private final FakeNetwork network;
    private final List<SimulatedRedis> servers;
    private final Map<Wire, Integer> replicas = new LinkedHashMap<>();
    private int master = NOBODY;
    private @Nullable Wire toMaster;
    private boolean linkUp;
    private long downSinceNanos;
    private long history;
    private long earlierHistory;
    private int earlierUntil;

    Replication(SimulatedRedis redis, FakeNetwork network, List<SimulatedRedis> servers) {
        this.redis = redis;
        this.network = network;
        this.servers = servers;
    }

    int master() {
        return master;
    }

    boolean isLinkUp() {
        return linkUp;
    }

    /// As INFO has it: 0 while the link is up.
    long linkDownSeconds() {
        return linkUp ? 0 : (world().nowNanos() - downSinceNanos) / World.SECOND;
    }

    List<Integer> replicas() {
        return List.copyOf(replicas.values());
    }

    private World world() {
        return redis.world();
    }

    /// After a start: the history of before is not known any more.
    void begin(int follows) {
        replicas.clear();
        toMaster = null;
        master = NOBODY;
        history = fresh();
        earlierUntil = 0;
        linkUp = false;
        if (follows != NOBODY) {
            follow(follows);
        }
    }

    private long fresh() {
        return world().random().nextLong(1, Long.MAX_VALUE);
    }

    void follow(int next) {
        if (next == master || next == redis.number()) {
            return;
        }
        if (toMaster != null) {
            toMaster.close();
            toMaster = null;
        }
        linkUp = false;
        downSinceNanos = world().nowNanos();
        if (next == NOBODY) {
            earlierHistory = history;
            earlierUntil = redis.line().size();
            history = fresh();
            disconnectReplicas();
        }
        master = next;
        // `replicationSetMaster` keeps the replicas: three servers can follow each other in a
        // circle.
        if (next != NOBODY) {
            connect();
        }
    }

    private void disconnectReplicas() {
        List.copyOf(replicas.keySet()).forEach(Wire::close);
        replicas.clear();
    }

    private void connect() {
        Wire wire = network.connect(redis, servers.get(master), this);
        toMaster = wire;
        wire.send(new Message.Synchronize(redis.number(), history, redis.line().size()));
        redis.timer(
                5 * World.SECOND,
                () -> {
                    if (toMaster == wire && !linkUp) {
                        wire.close();
                        again();
                    }
                });
    }

    /// The replication cron tries once a second.
    private void again() {
        if (linkUp) {
            linkUp = false;
            downSinceNanos = world().nowNanos();
        }
        toMaster = null;
        int followed = master;
        redis.timer(
                World.SECOND,
                () -> {
                    if (toMaster == null && master == followed && master != NOBODY) {
                        connect();
                    }
                });
    }

    @Override
    public void received(Message message) {
        switch (message) {
            case Message.Continue(long successor, Line entries) -> {
                if (successor != history) {
                    earlierHistory = history;
                    earlierUntil = redis.line().size();
                    history = successor;
                    disconnectReplicas();
                }
                linkUp = true;
                for (int i = 0; i < entries.size(); i++) {
                    redis.append(entries.at(i), Optional.empty());
                }
            }
            case Message.Whole(long theirs, Line entries) -> {
                redis.log("gets everything anew, drops " + redis.line().size());
                history = theirs;
                earlierUntil = 0;
                redis.replaceLine(entries);
                linkUp = true;
                disconnectReplicas();
            }
            case Message.Entry(long entry, var hello) -> redis.append(entry, hello);
            default -> throw new IllegalStateException(message.toString());
        }
    }

    @Override
    public void ended(Ended how) {
        again();
    }

    /// A replica asks for what it lacks.
    void serve(Wire wire, Message.Synchronize request) {
        if (redis.isLoading() || (master != NOBODY && !linkUp)) {
            wire.close();
            return;
        }
        int size = redis.line().size();
        boolean same = request.history() == history && request.offset() <= size;
        boolean before = request.history() == earlierHistory && request.offset() <= earlierUntil;
        wire.send(
                same || before
                        ? new Message.Continue(history, redis.line().from(request.offset()))
                        : new Message.Whole(history, redis.line().from(0)));
        replicas.put(wire, request.replica());
    }

    boolean serves(Wire wire) {
        return replicas.containsKey(wire);
    }

    void left(Wire wire) {
        replicas.remove(wire);
    }

    void feed(Message.Entry entry) {
        replicas.keySet().forEach(replica -> replica.send(entry));
    }
}
