package dev.redoubt.pool;

import dev.redoubt.operate.Answer;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import io.netty.channel.EventLoop;

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
    private static final long HERE_MILLIS = 1000;
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
        try {
            PeersInMove.call(peers);
            List<PeerName> expected = peers.begin(order);
            Answer own = control.submit(here).get(HERE_MILLIS, TimeUnit.MILLISECONDS);
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
        } catch (MoveFailed e) {
            return new Answer.Unreached(pool, e.words());
        } catch (TimeoutException _) {
            return new Answer.Unreached(pool, "the control loop is busy");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Answer.Unreached(pool, "interrupted");
        }
    }

    private List<PeerName> missing(List<PeerName> expected) throws MoveFailed {
        long deadline = System.nanoTime() + CONFIRMED_NANOS;
        List<PeerName> missing = peers.missing(expected);
        while (!missing.isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            missing = peers.missing(expected);
        }
        return missing;
    }

    private static List<String> names(List<PeerName> peers) {
        return peers.stream().map(PeerName::toString).sorted().toList();
    }
}
