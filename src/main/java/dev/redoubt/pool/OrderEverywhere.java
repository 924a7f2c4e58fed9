package dev.redoubt.pool;

import dev.redoubt.operate.Answer;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import io.netty.channel.EventLoop;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

/// An operator's order that is for all nodes: carried out here, then told to those who are there,
/// each of which says when it has done it, too. Used by the thread that asks.
final class OrderEverywhere {
    private static final long CONFIRMED_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration HERE = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final String pool;
    private final EventLoop control;
    private final Peers peers;
    private final String order = UUID.randomUUID().toString();

    OrderEverywhere(String pool, EventLoop control, Peers peers) {
        this.pool = pool;
        this.control = control;
        this.peers = peers;
    }

    /// What became of it here and there.
    ///
    /// @param here does it here, on the control loop
    /// @param message tells the others, given the order's name and what became of it here
    Answer carryOut(Callable<Answer> here, BiFunction<String, Answer, PeerMessage> message) {
        List<PeerName> expected;
        try {
            PeersInMove.call(peers);
            expected = peers.begin(order);
        } catch (MoveFailed e) {
            return new Answer.Unreached(pool, e.words());
        }
        // From here on something may have changed, whatever fails.
        Answer own;
        try {
            own = control.submit(here).get(HERE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new Answer.Unanswered(pool, HERE);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Unanswered(pool, HERE);
        }
        // Others may still be paused where this one is not any more.
        if (!own.isDone() && !(own instanceof Answer.NotPaused)) {
            return own;
        }
        peers.say(message.apply(order, own));
        List<PeerName> missing = missing(expected);
        return new Answer.Everywhere(
                own,
                names(expected.stream().filter(each -> !missing.contains(each)).toList()),
                names(missing));
    }

    /// Who has not confirmed it in time, as far as that is known.
    private List<PeerName> missing(List<PeerName> expected) {
        long deadline = System.nanoTime() + CONFIRMED_NANOS;
        List<PeerName> missing = expected;
        try {
            missing = peers.missing(expected);
            while (!missing.isEmpty() && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(LOOK_NANOS);
                missing = peers.missing(expected);
            }
        } catch (MoveFailed _) {
            // The control loop is busy: whoever was not seen to confirm it counts as missing.
        }
        return missing;
    }

    private static List<String> names(List<PeerName> peers) {
        return peers.stream().map(PeerName::toString).sorted().toList();
    }
}
