package dev.redoubt.session;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.Identity;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.net.Loop;
import dev.redoubt.snapshot.Reason;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What all sessions of one pool on one loop share. Owned by that loop.
public final class SessionContext {
    private static final long IDLE_CHECK_MILLIS = 500;

    private final Loop loop;
    private final PoolConfig config;
    private final Backend backend;
    private final Identity identity;
    private final SessionTallies tallies = SessionTallies.create();
    private final Set<Session> sessions = new HashSet<>();
    private CommandTable table;
    private final long idleNanos;
    private int nextSpread;

    /// @param identity what a session is before it says otherwise
    public SessionContext(
            Loop loop, PoolConfig config, Backend backend, Identity identity, CommandTable table) {
        this.loop = loop;
        this.config = config;
        this.backend = backend;
        this.identity = identity;
        this.table = table;
        idleNanos = config.idleTimeout().toNanos();
    }

    /// Begins the periodic check for idle clients, where the pool has an `idle_timeout`.
    public void start() {
        if (watchesIdle()) {
            loop.eventLoop()
                    .scheduleAtFixedRate(
                            this::closeIdle,
                            IDLE_CHECK_MILLIS,
                            IDLE_CHECK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    boolean watchesIdle() {
        return idleNanos > 0;
    }

    private void closeIdle() {
        long before = System.nanoTime() - idleNanos;
        sessions.stream()
                .filter(session -> session.isIdleSince(before))
                .toList()
                .forEach(session -> {
                    tallies.reasons().count(Reason.IDLE_TIMEOUT);
                    session.close();
                });
    }

    /// The handler of a client that was let in.
    public ChannelHandler newSession(Channel channel) {
        return new Session(this, channel);
    }

    Loop loop() {
        return loop;
    }

    PoolConfig config() {
        return config;
    }

    Backend backend() {
        return backend;
    }

    Identity identity() {
        return identity;
    }

    CommandTable table() {
        return table;
    }

    /// A server has told its commands.
    public void learn(CommandTable learned) {
        table = learned;
    }

    /// What this loop's sessions counted.
    public SessionTallies tallies() {
        return tallies;
    }

    int nextSpread() {
        return nextSpread++;
    }

    void enter(Session session) {
        sessions.add(session);
        tallies.connected().add(1);
    }

    void leave(Session session) {
        if (sessions.remove(session)) {
            tallies.disconnected().add(1);
        }
    }

    /// Sessions take no new commands and close as soon as what they sent is answered.
    public void drain() {
        List.copyOf(sessions).forEach(Session::drain);
    }

    /// Closes what is still open.
    public void closeAll() {
        List.copyOf(sessions).forEach(Session::close);
    }

    /// Sessions that are open.
    public int size() {
        return sessions.size();
    }
}
