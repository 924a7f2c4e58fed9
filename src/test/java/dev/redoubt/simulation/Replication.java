package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// One server's part in replication: whom it follows, who follows it, and the identity of its
/// history, by which a replica that has a common past is sent only what it lacks.
final class Replication implements Endpoint {
    private final SimulatedRedis redis;
    private final FakeNetwork network;
    private final List<SimulatedRedis> servers;
    private final Followers followers;
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
        this.followers = new Followers(redis.world());
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

    /// Who follows this server.
    Followers followers() {
        return followers;
    }

    long history() {
        return history;
    }

    /// The history that it continues, 0 for none.
    long earlierHistory() {
        return earlierHistory;
    }

    /// Up to which offset.
    int earlierUntil() {
        return earlierUntil;
    }

    private World world() {
        return redis.world();
    }

    /// What is known after a start of the history before.
    enum Memory {
        /// Nothing: the file is an append-only one, or there is none.
        NONE,
        /// An RDB file tells its identity and how far it goes.
        FILE
    }

    void begin(int follows, Memory memory) {
        followers.clear();
        toMaster = null;
        master = NOBODY;
        long before = history;
        history = fresh();
        earlierHistory = 0;
        earlierUntil = 0;
        if (memory == Memory.FILE && follows == NOBODY) {
            earlierHistory = before;
            earlierUntil = redis.line().size();
        } else if (memory == Memory.FILE) {
            history = before;
        }
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
            followers.disconnect();
        }
        master = next;
        // `replicationSetMaster` keeps the replicas: three servers can follow each other in a
        // circle.
        if (next != NOBODY) {
            connect();
        }
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
                    followers.disconnect();
                }
                isUp();
                for (int i = 0; i < entries.size(); i++) {
                    redis.append(entries.at(i), Optional.empty());
                }
            }
            case Message.Whole(long theirs, Line entries) -> {
                redis.log("gets everything anew, drops " + redis.line().size());
                history = theirs;
                earlierUntil = 0;
                redis.replaceLine(entries);
                isUp();
                followers.disconnect();
            }
            case Message.Entry(long entry, var hello) -> redis.append(entry, hello);
            case Message.AskOffset _ -> tellOffset();
            default -> throw new IllegalStateException(message.toString());
        }
    }

    /// `replicationSendAck`, which the cron repeats each second.
    private void isUp() {
        linkUp = true;
        if (redis.settings().tellsOffsets()) {
            Wire wire = toMaster;
            redis.timer(World.SECOND, () -> tellAgain(wire));
        }
    }

    private void tellAgain(@Nullable Wire wire) {
        if (wire != null && wire == toMaster && linkUp) {
            tellOffset();
            redis.timer(World.SECOND, () -> tellAgain(wire));
        }
    }

    private void tellOffset() {
        if (toMaster != null) {
            toMaster.send(new Message.Offset(redis.line().size()));
        }
    }

    /// `replicationRequestAckFromSlaves`.
    void askOffsets() {
        redis.append(0, Optional.empty());
        followers.tell(new Message.AskOffset());
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
        followers.add(wire, request.replica());
    }

    void feed(Message.Entry entry) {
        followers.tell(entry);
    }
}
