package dev.redoubt.pool;

/// Does nothing of what a [PrimaryWatch] wants done.
final class IdleHands implements PrimaryWatch.Hands {
    @Override
    public void unfence() {}

    @Override
    public void pause(long untilNanos) {}

    @Override
    public void endPause() {}

    @Override
    public void wakeIn(long nanos) {}
}
