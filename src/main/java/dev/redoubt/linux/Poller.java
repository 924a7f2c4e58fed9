package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Waits for several sockets, a moment and a call from another thread at once (ppoll(2)).
///
/// Belongs to the thread that waits, but for [#wake()]. Waiting allocates nothing.
public final class Poller implements AutoCloseable {
    private static final int PLACE_BYTES = 8;
    private static final int EVENTS_OFFSET = 4;
    private static final int REVENTS_OFFSET = 6;
    private static final short POLLIN = 1;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Descriptor counter;
    private final MemorySegment one = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment count = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
    private final MemorySegment timespec = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);
    private final List<Pollable> members = new ArrayList<>();
    private MemorySegment places;

    private Poller(Descriptor counter) {
        this.counter = counter;
        one.set(ValueLayout.JAVA_LONG, 0, 1);
        places = places();
    }

    public static Poller open() throws SystemCallException {
        return new Poller(Descriptor.eventCounter());
    }

    public void add(Pollable member) {
        members.add(member);
        places = places();
    }

    public void remove(Pollable member) {
        members.removeIf(each -> each.equals(member));
        places = places();
    }

    /// One for the counter, then one for each member.
    private MemorySegment places() {
        MemorySegment made =
                Arena.ofAuto().allocate((members.size() + 1L) * PLACE_BYTES, PLACE_BYTES);
        for (int i = 0; i <= members.size(); i++) {
            int descriptor = i == 0 ? counter.number() : members.get(i - 1).descriptor();
            made.set(ValueLayout.JAVA_INT, i * (long) PLACE_BYTES, descriptor);
            made.set(ValueLayout.JAVA_SHORT, i * (long) PLACE_BYTES + EVENTS_OFFSET, POLLIN);
        }
        return made;
    }

    /// Returns when a member is ready, when it was woken, or at that moment; sometimes earlier.
    ///
    /// @param nanos as of `System.nanoTime()`
    public void awaitUntil(long nanos) throws SystemCallException {
        long leftNanos = Math.max(0, nanos - System.nanoTime());
        timespec.set(ValueLayout.JAVA_LONG, 0, leftNanos / SECOND_NANOS);
        timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, leftNanos % SECOND_NANOS);
        int ready = Libc.ppoll(places, members.size() + 1L, timespec);
        if (ready < 0) {
            forgetReadiness();
            if (ready != -Errno.EINTR.number()) {
                throw counter.error(-ready, "ppoll", "");
            }
        } else if (isReadyAt(0)) {
            // Resets it; EAGAIN cannot be, as it alone is read here.
            int _ = Libc.read(counter.number(), count);
        }
    }

    private void forgetReadiness() {
        for (int i = 0; i <= members.size(); i++) {
            places.set(ValueLayout.JAVA_SHORT, i * (long) PLACE_BYTES + REVENTS_OFFSET, (short) 0);
        }
    }

    private boolean isReadyAt(int index) {
        return places.get(ValueLayout.JAVA_SHORT, index * (long) PLACE_BYTES + REVENTS_OFFSET) != 0;
    }

    /// Whether the last wait found something to read there, or an error.
    public boolean isReady(Pollable member) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).equals(member)) {
                return isReadyAt(i + 1);
            }
        }
        return false;
    }

    /// Ends the wait, or the next one; does nothing once this is closed. Any thread.
    public void wake() {
        // Without the lock a late call could write into what has the number by now.
        synchronized (counter) {
            if (!counter.isClosed()) {
                // Fails only where the counter is full, and then it wakes anyway.
                int _ = Libc.write(counter.number(), one);
            }
        }
    }

    @Override
    public void close() {
        synchronized (counter) {
            counter.close();
        }
    }
}
