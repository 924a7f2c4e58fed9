package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The private links of one pool on one loop: those in use, and a few that were given back clean
/// and wait for the next session of the same identity.
///
/// A link that lay idle for a while may be dead without this side knowing (Redis' `timeout`, a
/// firewall): its server is asked before a session gets it. While none can be opened, one session
/// tries for all, with growing pauses.
final class PrivateLinks implements PrivateLink.Owner {
    /// What the backend wants to know.
    interface Listener {
        /// Links besides these and the pool's own: claimed ones and other users'. They count, too.
        int otherLinks();

        /// No link could be opened to the server in use.
        void failed(HostPort server, OpenFailure failure);

        /// Sessions that were told to wait may ask again.
        void retry();

        /// A session finds that its server must not be used now.
        void lapsed();
    }

    private static final int IDLE_LIMIT = 64;

    /// A turn or two of the loop, also on a busy machine.
    private static final long LAST_WORDS_MILLIS = 50;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// Redis' shortest `timeout` is a second.
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Loop loop;
    private final Connector connector;
    private final int limit;
    private final Listener listener;
    private final Set<PrivateLink> all = new HashSet<>();
    private final Map<Identity, Deque<PrivateLink>> idle = new HashMap<>();
    private @Nullable HostPort current;
    private BackOff backOff = new BackOff();
    private boolean pausing;
    private int connecting;
    private int idleCount;

    /// @param limit links at most, idle ones included
    PrivateLinks(Loop loop, Connector connector, int limit, Listener listener) {
        this.loop = loop;
        this.connector = connector;
        this.limit = limit;
        this.listener = listener;
    }

    /// Gets `user` a link, now or later.
    Backend.Opening open(HostPort server, Identity identity, PrivateLink.User user) {
        current = server;
        PrivateLink kept = takeIdle(identity);
        if (kept != null) {
            if (loop.nowNanos() - kept.idleSinceNanos() < TRUSTED_NANOS) {
                kept.attach(user);
            } else {
                kept.attach(
                        new PrivateCheck(
                                kept,
                                user,
                                connector.timeout(),
                                reason -> replace(kept, user, reason)));
            }
            return Backend.Opening.STARTED;
        }
        if (pausing || (backOff.isOn() && connecting > 0)) {
            return Backend.Opening.NO_PRIMARY;
        }
        if (all.size() + listener.otherLinks() >= limit && !closeOneIdle()) {
            return Backend.Opening.LIMIT;
        }
        connect(server, identity, user);
        return Backend.Opening.STARTED;
    }

    private void connect(HostPort server, Identity identity, PrivateLink.User user) {
        PrivateLink link = new PrivateLink(loop, server, identity, this);
        all.add(link);
        connecting++;
        link.attach(new Attempt(server, user));
        connector.open(link, "");
    }

    /// The kept link was dead; the session has noticed nothing.
    private void replace(PrivateLink dead, PrivateLink.User user, String reason) {
        HostPort server = dead.server();
        if (server.equals(current)) {
            connect(server, dead.identity(), user);
        } else {
            user.refused(new OpenFailure(OpenFailure.Kind.UNREACHABLE, reason));
        }
    }

    /// A session's new link until it is open or has failed.
    private final class Attempt implements PrivateLink.User {
        private final HostPort server;
        private final PrivateLink.User session;

        Attempt(HostPort server, PrivateLink.User session) {
            this.server = server;
            this.session = session;
        }

        @Override
        public void opened(PrivateLink link) {
            connecting--;
            link.attach(session);
            reached();
        }

        @Override
        public void refused(OpenFailure failure) {
            connecting--;
            boolean answered = failure.kind() == OpenFailure.Kind.REFUSED;
            if (!answered && server.equals(current)) {
                listener.failed(server, failure);
                pause();
            }
            session.refused(failure);
            if (answered) {
                reached();
            }
        }

        @Override
        public boolean awaitsAnswer() {
            return false;
        }

        @Override
        public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {}

        @Override
        public void uncongested() {}

        @Override
        public void closed(String reason) {}
    }

    /// The server answers: whoever waited while it did not may ask as well.
    private void reached() {
        if (backOff.isOn()) {
            backOff.reset();
            listener.retry();
        }
    }

    private void pause() {
        if (!pausing) {
            pausing = true;
            BackOff before = backOff;
            loop.eventLoop()
                    .schedule(
                            () -> {
                                if (before.equals(backOff)) {
                                    pausing = false;
                                    listener.retry();
                                }
                            },
                            before.failedMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private @Nullable PrivateLink takeIdle(Identity identity) {
        Deque<PrivateLink> kept = idle.get(identity);
        PrivateLink link = kept == null ? null : kept.pollLast();
        if (link != null) {
            idleCount--;
        }
        return link;
    }

    private boolean closeOneIdle() {
        for (Deque<PrivateLink> kept : idle.values()) {
            PrivateLink oldest = kept.peekFirst();
            if (oldest != null) {
                oldest.close("the limit of private links is reached");
                return true;
            }
        }
        return false;
    }

    /// Takes a link back that its session needs no more.
    void release(PrivateLink link) {
        link.detach();
        if (link.isReusable() && idleCount < IDLE_LIMIT) {
            idle.computeIfAbsent(link.identity(), identity -> new ArrayDeque<>()).addLast(link);
            idleCount++;
        } else {
            link.close("released");
        }
    }

    @Override
    public void ended(PrivateLink link) {
        all.remove(link);
        Deque<PrivateLink> kept = idle.get(link.identity());
        if (kept != null && kept.remove(link)) {
            idleCount--;
        }
    }

    @Override
    public void lapsed() {
        listener.lapsed();
    }

    /// Closes every link to another server than this, and forgets what went wrong there. One on
    /// which a session waits is closed a moment later: a primary that was made a replica says so to
    /// who waits there, and then the command may be repeated.
    void keepOnly(@Nullable HostPort server, String reason) {
        current = server;
        for (PrivateLink link : List.copyOf(all)) {
            if (!link.server().equals(server)) {
                leave(link, reason);
            }
        }
        backOff = new BackOff();
        pausing = false;
    }

    private void leave(PrivateLink link, String reason) {
        if (link.isOpen() && link.isAwaited()) {
            loop.eventLoop()
                    .schedule(
                            loop.faults().guarded(() -> link.close(reason)),
                            LAST_WORDS_MILLIS,
                            TimeUnit.MILLISECONDS);
        } else {
            link.close(reason);
        }
    }

    /// Closes all, at the end of the program.
    void close(String reason) {
        current = null;
        List.copyOf(all).forEach(link -> link.close(reason));
    }

    /// Idle links go on without this name.
    void forget(String clientName) {
        idle.values().stream()
                .flatMap(Deque::stream)
                .filter(link -> link.isOpen() && link.name().equals(clientName))
                .forEach(link -> {
                    link.appendUnseen("CLIENT", "SETNAME", "");
                    link.named("");
                });
    }

    /// Closes what lay idle for too long, and what owes its session an answer for longer than
    /// `silentNanos`.
    void sweep(long nowNanos, long silentNanos) {
        List<PrivateLink> old =
                idle.values().stream()
                        .flatMap(Deque::stream)
                        .filter(link -> nowNanos - link.idleSinceNanos() > IDLE_NANOS)
                        .toList();
        old.forEach(link -> link.close("unused"));
        idle.values().removeIf(Deque::isEmpty);
        List<PrivateLink> silent =
                all.stream().filter(link -> link.isOverdue(nowNanos, silentNanos)).toList();
        silent.forEach(link -> link.close(Link.silence(silentNanos)));
    }

    /// Links in use or idle.
    int size() {
        return all.size();
    }
}
