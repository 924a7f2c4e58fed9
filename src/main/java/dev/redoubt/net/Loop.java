package dev.redoubt.net;

import io.netty.channel.EventLoop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One event loop of the data plane with the end of its turn: whatever was written during a turn is
/// flushed once, first towards the servers, then towards the clients. Everything but `eventLoop()`
/// and `index()` is for the loop's own thread.
public final class Loop {
    /// Something that gathered bytes during a turn.
    public interface Flushable {
        /// Hands the gathered bytes to the socket.
        void flush();

        /// Flushing threw, which is a bug: ends this connection, and nothing else.
        default void giveUp() {}
    }

    /// Longer than clients that ask again and again pause in between.
    private static final long ASKED_LATELY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final EventLoop eventLoop;
    private final int index;
    private final Runnable endOfTurn = this::endTurn;
    private final Faults faults = new Faults();
    private final TurnShare share;
    private final List<Flushable> servers = new ArrayList<>();
    private final List<Flushable> clients = new ArrayList<>();
    private boolean scheduled;
    private long nowNanos;
    private boolean clockRead;
    private long askedNanos = System.nanoTime() - ASKED_LATELY_NANOS;

    Loop(EventLoop eventLoop, int index, Transport transport) {
        this.eventLoop = eventLoop;
        this.index = index;
        share = new TurnShare(transport);
    }

    /// What one connection gets of a turn.
    public TurnShare share() {
        return share;
    }

    /// No turn follows.
    void end() {
        eventLoop.execute(share::release);
    }

    /// The thread and the sockets.
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /// Place among the loops, from 0.
    public int index() {
        return index;
    }

    /// What went wrong on this loop, contained.
    public Faults faults() {
        return faults;
    }

    /// Flushes at the end of this turn; once per turn and link.
    public void flushServerAtEnd(Flushable link) {
        assert eventLoop.inEventLoop();
        servers.add(link);
        schedule();
    }

    /// Flushes at the end of this turn, after the servers; once per turn and client.
    public void flushClientAtEnd(Flushable client) {
        assert eventLoop.inEventLoop();
        clients.add(client);
        schedule();
    }

    /// The monotonic clock, read once per turn that flushes; nanoseconds as `System.nanoTime`.
    public long nowNanos() {
        if (!clockRead) {
            nowNanos = System.nanoTime();
            clockRead = true;
            schedule();
        }
        return nowNanos;
    }

    /// A server is asked for something that is not large as far as is known.
    public void asked() {
        askedNanos = nowNanos();
    }

    /// Whether somebody waits, or will again soon, for something small.
    boolean isAskedLately() {
        return nowNanos() - askedNanos < ASKED_LATELY_NANOS;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            // A task given from the loop's own thread runs after this turn's sockets, unwoken.
            eventLoop.execute(endOfTurn);
        }
    }

    private void endTurn() {
        scheduled = false;
        clockRead = false;
        flushAll(servers);
        flushAll(clients);
    }

    /// Flushing may close a channel, whose handlers may gather again: those wait a turn.
    private void flushAll(List<Flushable> gathered) {
        int count = gathered.size();
        for (int i = 0; i < count; i++) {
            Flushable each = gathered.get(i);
            try {
                each.flush();
            } catch (RuntimeException | Error thrown) {
                faults.contain(thrown, each::giveUp);
            }
        }
        gathered.subList(0, count).clear();
    }
}
