package dev.redoubt.handover;

import dev.redoubt.linux.LocalListener;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.linux.SystemCallException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// The side of the process that serves: waits at the [Rendezvous] for one that takes over. A thread
/// of its own, which the data path does not know.
public final class Giver {
    private static final Logger LOG = LoggerFactory.getLogger(Giver.class);

    /// For the first word: whoever connects has it ready.
    private static final Duration ASK_LIMIT = Duration.ofSeconds(5);

    /// A JVM on a busy machine, and the longest that the new one waits for its pools.
    private static final Duration PREPARE_LIMIT = Duration.ofSeconds(60);

    /// With the addresses given up.
    private static final Duration SERVE_LIMIT = Duration.ofSeconds(20);

    /// Clients whose commands are under way wait meanwhile: most can go at once.
    private static final long FIRST_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// What the node does; called from the giver's thread.
    public interface Hands {
        /// Why not now; empty if nothing speaks against it.
        Optional<String> objection();

        /// Its listening sockets.
        List<Offer> listeners();

        /// Pools that know their primary.
        List<String> serving();

        /// Gives up what only one process can have: the admin address, virtual addresses.
        void free();

        /// Takes that back.
        void reclaim();

        /// Accepts nobody until [#acceptAgain], and no matter what was accepted before.
        void stopAccepting();

        void acceptAgain();

        /// Passes on connections of these pools that can go now, at most a bounded number.
        ///
        /// @return how many went
        int passOn(Set<String> pools, Courier courier);

        /// Connections that wait to go, and cannot any more, stay.
        void keep();

        /// Connections that are still here.
        long clients();

        /// The other process is the node from now on: lets go of the listening sockets.
        ///
        /// @param process its number
        void retire(int process);

        /// Ends this process, with what is still under way.
        void end();
    }

    /// A listening socket.
    public record Offer(String address, int descriptor) {}

    /// Takes a connection to the other process.
    public interface Courier {
        /// Any thread; never waits.
        ///
        /// @param state as the pool packs it
        /// @return whether it is the other's now; where not, nothing has happened
        boolean take(String pool, int descriptor, byte[] state);
    }

    private final Rendezvous rendezvous;
    private final Hands hands;
    private LocalListener listener;

    private Giver(Rendezvous rendezvous, Hands hands, LocalListener listener) {
        this.rendezvous = rendezvous;
        this.hands = hands;
        this.listener = listener;
    }

    /// Waits from now on. Where it cannot, the log says so: the node serves all the same.
    public static void start(Rendezvous rendezvous, Hands hands) {
        try {
            Giver giver = new Giver(rendezvous, hands, LocalListener.open(rendezvous.name()));
            Thread.ofPlatform().daemon().name("redoubt-handover").start(giver::run);
        } catch (SystemCallException e) {
            LOG.warn("no other process can take over from this one: {}", e.getMessage());
        }
    }

    private void run() {
        try {
            boolean done = false;
            while (!done) {
                LocalSocket next = listener.accept();
                try (Line line = new Line(next)) {
                    done = converse(line);
                } catch (IOException e) {
                    LOG.warn(
                            "process {} does not take over: {}",
                            next.peer().process(),
                            e.getMessage());
                }
            }
            hands.end();
        } catch (IOException e) {
            LOG.warn("no other process can take over any more: {}", e.getMessage());
        } finally {
            listener.close();
        }
    }

    /// @return whether the other one is the node now
    /// @throws IOException it is not, and all is as before
    private boolean converse(Line line) throws IOException {
        LocalSocket.Peer peer = line.peer();
        if (!peer.isOurs()) {
            throw new IOException("it runs as another user, " + peer.user());
        }
        Message.Ask ask = line.expect(Message.Ask.class, ASK_LIMIT);
        Optional<String> objection = hands.objection();
        if (objection.isPresent()) {
            line.send(new Message.Refused(objection.get()));
            throw new IOException(objection.get());
        }
        LOG.info("process {} prepares to take over", peer.process());
        for (Offer offer : hands.listeners()) {
            line.send(new Message.Listening(offer.address()), offer.descriptor());
        }
        line.send(new Message.Offered(hands.serving()));
        line.expect(Message.Prepared.class, PREPARE_LIMIT);
        Set<String> pools = Set.copyOf(ask.pools());
        passAll(line, pools);
        LOG.info(
                "process {} serves now; {} connections that cannot go yet have {} s",
                peer.process(),
                hands.clients(),
                ask.limit().toSeconds());
        waitForTheRest(line, pools, ask.limit());
        return true;
    }

    private void passAll(Line line, Set<String> pools) throws IOException {
        hands.free();
        try {
            line.send(new Message.Freed());
            line.expect(Message.Serving.class, SERVE_LIMIT);
            hands.stopAccepting();
            try {
                int passed = sweep(line, pools);
                // Whoever finds the name free may believe that this process is gone.
                listener.close();
                try {
                    line.send(new Message.Left());
                } catch (IOException e) {
                    listener = LocalListener.open(rendezvous.name());
                    throw e;
                }
                hands.retire(line.peer().process());
                LOG.info("{} connections went to process {}", passed, line.peer().process());
            } catch (IOException e) {
                hands.acceptAgain();
                throw e;
            }
        } catch (IOException e) {
            hands.reclaim();
            throw e;
        }
    }

    /// Passes on all that can go now.
    private int sweep(Line line, Set<String> pools) throws IOException {
        Passing passing = new Passing(line);
        int all = 0;
        long deadlineNanos = System.nanoTime() + SERVE_LIMIT.toNanos();
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

    private void waitForTheRest(Line line, Set<String> pools, Duration limit) {
        Passing passing = new Passing(line);
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        long startNanos = System.nanoTime();
        boolean kept = false;
        while (hands.clients() > 0 && System.nanoTime() - deadlineNanos < 0) {
            if (!passing.isOver()) {
                hands.passOn(pools, passing);
            } else if (!kept) {
                kept = true;
                hands.keep();
            }
            boolean fresh = System.nanoTime() - startNanos < FRESH_NANOS;
            LockSupport.parkNanos(fresh ? FIRST_SWEEP_NANOS : SWEEP_NANOS);
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
            } catch (IOException e) {
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
