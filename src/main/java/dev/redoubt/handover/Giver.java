package dev.redoubt.handover;

import dev.redoubt.linux.LocalListener;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.linux.SystemCallException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    /// With the virtual addresses given up: what is said is short, and nobody else holds them.
    private static final Duration PARTING_LIMIT = Duration.ofMillis(300);

    /// After somebody whom nothing is handed to.
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /// What the node does; called from the giver's thread.
    public interface Hands {
        /// Why not now; empty if nothing speaks against it.
        Optional<String> objection();

        /// Its listening sockets.
        List<Offer> listeners();

        /// Pools that know their primary.
        List<String> serving();

        /// What the other process must know, as it is now.
        ///
        /// @throws IOException it cannot be said
        List<Memory> memories() throws IOException;

        /// Gives up what only one process can have: the admin address.
        void free();

        /// Gives virtual addresses up: those that the other process claims stay where they are, and
        /// nobody hears of it.
        ///
        /// @return what it must know to go on with them
        List<Memory> bequeath(Set<String> claims);

        /// Takes all of that back.
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

    private final Rendezvous rendezvous;
    private final Hands hands;
    private @Nullable LocalListener listener;
    private boolean strangerSeen;
    private boolean deaf;

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
                done = meetNext();
            }
        } finally {
            close();
        }
        hands.end();
    }

    /// @return whether the next who came is the node now
    private boolean meetNext() {
        LocalSocket next = next();
        if (next == null) {
            LockSupport.parkNanos(REST_NANOS);
            return false;
        }
        try (Line line = new Line(next)) {
            return converse(line);
        } catch (IOException | RuntimeException e) {
            LOG.warn("process {} does not take over: {}", next.peer().process(), e.getMessage());
            return false;
        }
    }

    /// Waits for somebody.
    ///
    /// @return null where that was no process of this user, or this one cannot listen now
    private @Nullable LocalSocket next() {
        try {
            LocalListener open = listener;
            if (open == null) {
                open = LocalListener.open(rendezvous.name());
                listener = open;
            }
            LocalSocket next = open.accept();
            deaf = false;
            if (next == null && !strangerSeen) {
                strangerSeen = true;
                LOG.warn(
                        "a process of another user asks to take over; it and the next are ignored");
            }
            return next;
        } catch (SystemCallException e) {
            if (!deaf) {
                LOG.warn("no other process can take over for now: {}", e.getMessage());
            }
            deaf = true;
            return null;
        }
    }

    private void close() {
        if (listener != null) {
            listener.close();
            listener = null;
        }
    }

    /// @return whether the other one is the node now
    /// @throws IOException it is not, and all is as before
    private boolean converse(Line line) throws IOException {
        LocalSocket.Peer peer = line.peer();
        Message.Ask ask = line.expect(Message.Ask.class, ASK_LIMIT);
        object(line);
        LOG.info("process {} prepares to take over", peer.process());
        for (Offer offer : hands.listeners()) {
            line.send(new Message.Listening(offer.address()), offer.descriptor());
        }
        line.tell(hands.memories());
        line.send(new Message.Offered(hands.serving()));
        line.expect(Message.Prepared.class, PREPARE_LIMIT);
        object(line);
        Passage passage = new Passage(line, hands, Set.copyOf(ask.pools()));
        int passed = passAll(line, passage, Set.copyOf(ask.claims()));
        // From here on there is no way back, whatever goes wrong.
        retire(peer.process());
        LOG.info(
                "process {} serves now, with {} connections; {} that cannot go yet have {} s",
                peer.process(),
                passed,
                hands.clients(),
                ask.limit().toSeconds());
        passage.rest(ask.limit());
        return true;
    }

    private void object(Line line) throws IOException {
        Optional<String> objection = hands.objection();
        if (objection.isPresent()) {
            line.send(new Message.Refused(objection.get()));
            throw new IOException(objection.get());
        }
    }

    /// @return how many connections went
    /// @throws IOException the other process is not the node, and this one goes on
    private int passAll(Line line, Passage passage, Set<String> claims) throws IOException {
        hands.free();
        try {
            // An order that came last, before there was nobody to take it.
            object(line);
            line.send(new Message.Freed());
            line.expect(Message.Serving.class, SERVE_LIMIT);
            hands.stopAccepting();
            try {
                line.tell(hands.memories());
                int passed = passage.all(SERVE_LIMIT);
                leave(line, claims);
                return passed;
            } catch (IOException | RuntimeException e) {
                hands.acceptAgain();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            // Then the other one lets go of what it had begun.
            line.close();
            hands.reclaim();
            throw e;
        }
    }

    private void leave(Line line, Set<String> claims) throws IOException {
        line.tell(hands.bequeath(claims), PARTING_LIMIT);
        // Whoever finds the name free may believe that this process is gone.
        close();
        try {
            line.send(new Message.Left(), LocalSocket.NONE, PARTING_LIMIT);
        } catch (IOException e) {
            if (isOursAgain()) {
                throw e;
            }
            LOG.warn("the other process is the node, without having been told: {}", e.getMessage());
        }
    }

    /// Whether this process has the name again, before anything else of it is taken back: the other
    /// one may have found it free.
    private boolean isOursAgain() {
        try {
            listener = LocalListener.open(rendezvous.name());
            return true;
        } catch (SystemCallException e) {
            return false;
        }
    }

    private void retire(int process) {
        try {
            hands.retire(process);
        } catch (RuntimeException e) {
            LOG.error("something is left of this process: {}", e.toString());
        }
    }
}
