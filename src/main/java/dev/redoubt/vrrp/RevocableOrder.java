package dev.redoubt.vrrp;

import java.util.concurrent.atomic.AtomicBoolean;

/// An order of one thread to another one that may be stuck: either it is carried out or it is
/// revoked, never both, however late the other one comes to it. Any thread.
final class RevocableOrder implements Runnable {
    private final Runnable work;
    private final AtomicBoolean decided = new AtomicBoolean();

    RevocableOrder(Runnable work) {
        this.work = work;
    }

    /// Carries it out, unless it was revoked.
    @Override
    public void run() {
        if (decided.compareAndSet(false, true)) {
            work.run();
        }
    }

    /// Takes it back.
    ///
    /// @return false where it is being carried out, or was
    boolean revoke() {
        return decided.compareAndSet(false, true);
    }
}
