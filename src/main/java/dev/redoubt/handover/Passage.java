package dev.redoubt.handover;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The way of a node's connections to the process that takes over; the giver's thread's.
final class Passage {
    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    /// Clients whose commands are under way wait meanwhile: most can go at once.
    private static final long FIRST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Giver.Hands hands;
    private final Set<String> pools;
    private final Passing passing;

    /// @param pools whose connections the other process takes
    Passage(Line line, Giver.Hands hands, Set<String> pools) {
        this.hands = hands;
        this.pools = pools;
        passing = new Passing(line);
    }

    /// Passes on all that can go now.
    ///
    /// @return how many went
    /// @throws IOException the other process is gone, or does not take them
    int all(Duration limit) throws IOException {
        int all = 0;
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (true) {
            int passed = hands.passOn(pools, passing);
            all += passed;
            if (passing.isOver()) {
                throw new IOException("it is gone");
            }
            if (passed == 0 && !passing.wasFull()) {
                return all;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IOException("it does not take the connections");
            }
            if (passing.wasFull()) {
                LockSupport.parkNanos(FIRST_SWEEP_NANOS);
            }
        }
    }

    /// Passes on who could not go before, and returns when nobody is left or `limit` is over. What
    /// goes wrong here concerns nobody but those who wait.
    void rest(Duration limit) {
        long startNanos = System.nanoTime();
        long deadlineNanos = startNanos + limit.toNanos();
        try {
            while (hands.clients() > 0
                    && !passing.isOver()
                    && System.nanoTime() - deadlineNanos < 0) {
                hands.passOn(pools, passing);
                boolean fresh = System.nanoTime() - startNanos < FRESH_NANOS;
                LockSupport.parkNanos(fresh ? FIRST_SWEEP_NANOS : SWEEP_NANOS);
            }
        } catch (RuntimeException e) {
            LOG.error("clients stay here until they end: {}", e.toString());
        }
        if (hands.clients() > 0) {
            hands.keep();
        }
        while (hands.clients() > 0 && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(SWEEP_NANOS);
        }
    }

    /// Sends connections, from any loop.
    private static final class Passing implements Courier {
        private final Line line;
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicBoolean full = new AtomicBoolean();

        Passing(Line line) {
            this.line = line;
        }

        @Override
        public boolean take(String pool, int descriptor, byte[] state) {
            if (over.get()) {
                return false;
            }
            try {
                boolean sent = line.trySend(new Message.Session(pool, state), descriptor);
                if (!sent) {
                    full.set(true);
                }
                return sent;
            } catch (IOException | RuntimeException e) {
                over.set(true);
                return false;
            }
        }

        /// The other process is gone.
        boolean isOver() {
            return over.get();
        }

        /// Whether there was no room, since it was asked last.
        boolean wasFull() {
            return full.getAndSet(false);
        }
    }
}
