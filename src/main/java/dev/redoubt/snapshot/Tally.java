package dev.redoubt.snapshot;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A counter that one thread writes and any thread reads: no locked instruction, no lost count.
public final class Tally {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long value;

    /// Adds; only by the owning thread.
    public void add(long delta) {
        VALUE.setOpaque(this, value + delta);
    }

    /// The count so far, from any thread.
    public long value() {
        return (long) VALUE.getOpaque(this);
    }
}
