package dev.redoubt.sessions;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/// The commands of one client that are not answered yet, and how its connection ended. One thread
/// adds and waits, another takes.
final class Outstanding {
    private final Deque<Expected> expected = new ArrayDeque<>();
    private boolean leaving;
    private boolean ended;
    private boolean cutOff;
    private @Nullable Throwable failure;

    /// A command is about to be sent.
    ///
    /// @return whether it is; not where the connection has ended
    synchronized boolean add(Expected reply) {
        if (ended) {
            reply.unknown().run();
            return false;
        }
        return expected.add(reply);
    }

    /// What the next reply is to.
    synchronized Expected next(String reply) {
        Expected next = expected.peek();
        if (next == null) {
            throw new AssertionError("unasked: " + Expected.start(reply));
        }
        return next;
    }

    /// The model knows of the reply. Not before: another would see it as it was.
    synchronized void answered() {
        expected.remove();
        notifyAll();
    }

    /// Whether everything is answered, or the connection has ended, within a time.
    synchronized boolean isSettledWithin(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (!expected.isEmpty() && !ended) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
        return true;
    }

    /// The client is about to end the connection itself.
    synchronized void leave() {
        leaving = true;
    }

    /// The connection has ended: nobody will tell what became of the rest.
    ///
    /// @param links whether that may be
    synchronized void end(Exception how, Links links) {
        cutOff = !leaving;
        if (links == Links.STEADY && cutOff) {
            failure = how;
        }
        ended = true;
        expected.forEach(each -> each.unknown().run());
        expected.clear();
        notifyAll();
    }

    /// Something was heard that cannot be.
    synchronized void fail(Throwable reason) {
        failure = reason;
        ended = true;
        notifyAll();
    }

    synchronized @Nullable Throwable failure() {
        return failure;
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    /// Whether the other side ended the connection.
    synchronized boolean wasCutOff() {
        return cutOff;
    }
}
