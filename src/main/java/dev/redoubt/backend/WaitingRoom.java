package dev.redoubt.backend;

import dev.redoubt.net.Loop;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The sessions of one pool and loop that wait for a primary, oldest first, bounded in time and in
/// memory. Nobody is kept longer than `hold`, counted from the session's oldest held command.
public final class WaitingRoom {
    private static final long CHECK_MILLIS = 50;

    private final Loop loop;
    private final Supplier<Duration> hold;
    private final Supplier<String> reason;
    private final long memoryBytes;
    private final Runnable look;
    private final SequencedSet<Waiter> waiting = new LinkedHashSet<>();
    private long heldBytes;
    private boolean checking;
    private int released;
    private long longestNanos;

    /// @param hold how long to wait at most, asked anew each time
    /// @param reason why there is nowhere to send commands to
    /// @param memoryBytes of held commands, at most, on this loop
    /// @param look called before anybody is refused: the way may be free, and nobody has said so
    WaitingRoom(
            Loop loop,
            Supplier<Duration> hold,
            Supplier<String> reason,
            long memoryBytes,
            Runnable look) {
        this.loop = loop;
        this.look = loop.faults().guarded(look);
        this.hold = hold;
        this.reason = reason;
        this.memoryBytes = memoryBytes;
    }

    /// Keeps a session until something changes. A session that is there already stays at its place.
    public void hold(Waiter waiter) {
        waiting.add(waiter);
        if (!checking) {
            checking = true;
            loop.eventLoop().schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// The session left, or has nothing to send any more.
    public void forget(Waiter waiter) {
        waiting.remove(waiter);
    }

    /// A waiting session's commands take `delta` more bytes (or less).
    ///
    /// @return whether they may
    public boolean account(int delta) {
        if (delta > 0 && heldBytes + delta > memoryBytes) {
            return false;
        }
        heldBytes += delta;
        return true;
    }

    /// The error for commands that found no room.
    public String fullError() {
        return "ERR redoubt: too many commands are waiting for a primary (hold_memory): "
                + reason.get();
    }

    /// Sessions that wait now.
    public int size() {
        return waiting.size();
    }

    /// Lets everybody try again, in order; who has to wait on comes back.
    void resumeAll() {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiter> trying = List.copyOf(waiting);
        long now = loop.nowNanos();
        waiting.clear();
        for (Waiter waiter : trying) {
            try {
                waiter.resume();
            } catch (RuntimeException | Error thrown) {
                loop.faults().contain(thrown, waiter::giveUp);
            }
            if (!waiting.contains(waiter)) {
                released++;
                longestNanos = Math.max(longestNanos, now - waiter.heldSinceNanos());
            }
        }
    }

    /// How many sessions went on since the last call, and the longest of their waits.
    Released takeReleased() {
        Released taken = new Released(released, Duration.ofNanos(longestNanos));
        released = 0;
        longestNanos = 0;
        return taken;
    }

    /// Sessions whose commands went on after a wait.
    public record Released(int sessions, Duration longestWait) {}

    private void check() {
        look.run();
        Duration limit = hold.get();
        long now = System.nanoTime();
        while (!waiting.isEmpty()) {
            Waiter oldest = waiting.getFirst();
            if (now - oldest.heldSinceNanos() < limit.toNanos()) {
                break;
            }
            waiting.removeFirst();
            try {
                oldest.refuse(
                        "ERR redoubt: no primary within "
                                + limit.toMillis()
                                + " ms: "
                                + reason.get());
            } catch (RuntimeException | Error thrown) {
                loop.faults().contain(thrown, oldest::giveUp);
            }
        }
        checking = !waiting.isEmpty();
        if (checking) {
            loop.eventLoop().schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
