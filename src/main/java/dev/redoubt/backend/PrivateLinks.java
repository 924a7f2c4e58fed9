package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;

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
final class PrivateLinks implements PrivateLink.Owner {
    private static final int IDLE_LIMIT = 64;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Loop loop;
    private final Connector connector;
    private final int limit;
    private final Set<PrivateLink> all = new HashSet<>();
    private final Map<Identity, Deque<PrivateLink>> idle = new HashMap<>();
    private int idleCount;

    /// @param limit links at most, idle ones included
    PrivateLinks(Loop loop, Connector connector, int limit) {
        this.loop = loop;
        this.connector = connector;
        this.limit = limit;
    }

    /// Gives `user` a link, now or later; false when the limit is reached.
    boolean open(HostPort server, Identity identity, PrivateLink.User user) {
        PrivateLink kept = takeIdle(identity);
        if (kept != null) {
            kept.attach(user);
            return true;
        }
        if (all.size() >= limit && !closeOneIdle()) {
            return false;
        }
        PrivateLink link = new PrivateLink(loop, server, identity, this);
        all.add(link);
        link.attach(user);
        connector.open(link, "");
        return true;
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

    /// Closes every link to another server than this.
    void keepOnly(@Nullable HostPort server, String reason) {
        List.copyOf(all).stream()
                .filter(link -> !link.server().equals(server))
                .forEach(link -> link.close(reason));
    }

    /// Closes what lay idle for too long.
    void sweep(long nowNanos) {
        List<PrivateLink> old =
                idle.values().stream()
                        .flatMap(Deque::stream)
                        .filter(link -> nowNanos - link.idleSinceNanos() > IDLE_NANOS)
                        .toList();
        old.forEach(link -> link.close("unused"));
        idle.values().removeIf(Deque::isEmpty);
    }

    /// Links in use or idle.
    int size() {
        return all.size();
    }
}
