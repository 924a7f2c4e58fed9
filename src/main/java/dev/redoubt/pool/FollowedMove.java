package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;
import dev.redoubt.topology.Addresses;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// This pool's part in a move that another node carries out: it holds commands, says when what was
/// sent is answered, and goes on with the new primary, or with the old one. What a message says is
/// not believed: the two servers are asked.
///
/// Anybody who may publish at the primary can make it hold commands, for [PeerMessage#LONGEST_HOLD]
/// at most, and not again within [#REST_NANOS], unless the servers confirm that it was moved.
final class FollowedMove implements Peers.Follower {
    private static final Logger log = LoggerFactory.getLogger(FollowedMove.class);
    private static final long REST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long ROLES_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String pool;
    private final Peers peers;
    private final PlannedMove.Hands hands;
    private final Addresses addresses;
    private final Supplier<Dialogues> dialogues;
    private @Nullable Following following;
    private volatile long restUntilNanos = System.nanoTime();

    private record Following(
            PeerName by, PeerMessage.Hold hold, CompletableFuture<PeerMessage> end) {}

    FollowedMove(
            String pool,
            Peers peers,
            PlannedMove.Hands hands,
            Addresses addresses,
            Supplier<Dialogues> dialogues) {
        this.pool = pool;
        this.peers = peers;
        this.hands = hands;
        this.addresses = addresses;
        this.dialogues = dialogues;
    }

    @Override
    public void hold(PeerName by, PeerMessage.Hold hold) {
        Following before = following;
        boolean busy = before != null && !before.end().isDone();
        if (busy || System.nanoTime() - restUntilNanos < 0) {
            return;
        }
        Following begun = new Following(by, hold, new CompletableFuture<>());
        following = begun;
        restUntilNanos = System.nanoTime() + REST_NANOS;
        Thread.ofVirtual().name("redoubt-follow").start(() -> follow(begun));
    }

    @Override
    public void ended(PeerName by, PeerMessage end) {
        Following now = following;
        if (now != null && now.by().equals(by) && name(end).equals(now.hold().move())) {
            now.end().complete(end);
        }
    }

    private static String name(PeerMessage end) {
        return switch (end) {
            case PeerMessage.Moved moved -> moved.move();
            case PeerMessage.Release release -> release.move();
            default -> "";
        };
    }

    private void follow(Following now) {
        Optional<HostPort> from = hands.primary();
        PlannedMove.@Nullable Hold hold = null;
        try {
            hold = hands.hold(now.hold().most());
            log.info("pool {}: {} moves the primary; commands wait", pool, now.by());
            long deadline = System.nanoTime() + PlannedMove.DRAIN.toNanos();
            PlannedMove.await(deadline, hands::isDrained, "what was sent is not answered in time");
            peers.say(new PeerMessage.Held(now.hold().move()));
            PeerMessage end = now.end().get(now.hold().most().toMillis(), TimeUnit.MILLISECONDS);
            if (end instanceof PeerMessage.Moved moved && from.isPresent()) {
                use(from.get(), moved.to());
                restUntilNanos = System.nanoTime();
            }
        } catch (MoveFailed e) {
            log.warn("pool {}: {} moves the primary, but: {}", pool, now.by(), e.words());
        } catch (TimeoutException _) {
            log.warn("pool {}: nothing came of the move by {}", pool, now.by());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            now.end().cancel(false);
            if (hold != null) {
                hold.release();
            }
        }
    }

    /// As soon as both servers say so; otherwise the topology's source has the word. The new one is
    /// asked only when the old one, which is known, says that it follows it: nobody else is told
    /// the pool's password.
    private void use(HostPort from, HostPort announced) throws MoveFailed {
        HostPort to = addresses.reachable(announced);
        try (Dialogues open = dialogues.get()) {
            Servers servers = new Servers(open);
            PlannedMove.await(
                    System.nanoTime() + ROLES_NANOS,
                    () -> servers.follows(from, announced) && servers.isRole(to, "master"),
                    to + " is said to be the primary, but the servers do not say so");
        }
        hands.runAhead(from, to, PlannedMove.AGREEMENT);
    }
}
