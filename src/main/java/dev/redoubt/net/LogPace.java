package dev.redoubt.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Makes a few log lines of many like events: at most one in ten seconds, which tells how many it
/// stands for. From any thread; reads no clock.
public final class LogPace {
    static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong nextNanos;
    private final LongAdder untold = new LongAdder();

    /// @param nowNanos as all times here, of `System.nanoTime()`
    public LogPace(long nowNanos) {
        nextNanos = new AtomicLong(nowNanos);
    }

    /// One more has happened.
    ///
    /// @return how many a line is due for, this one included; 0 if none is due
    public long happened(long nowNanos) {
        untold.increment();
        long next = nextNanos.get();
        boolean due = nowNanos - next >= 0 && nextNanos.compareAndSet(next, nowNanos + PAUSE_NANOS);
        return due ? untold.sumThenReset() : 0;
    }
}
