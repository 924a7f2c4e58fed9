package dev.redoubt.handover;

import dev.redoubt.linux.LocalSocket;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// The side of the process that takes over. The thread that starts the node asks and prepares; a
/// thread of its own takes the connections in.
public final class Taker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Taker.class);

    /// The other process may be busy, or with another one that wants to take over.
    private static final Duration OFFER_LIMIT = Duration.ofSeconds(10);

    /// Its virtual addresses are given up meanwhile.
    private static final Duration FREE_LIMIT = Duration.ofSeconds(15);

    /// Until a process that is gone has let go of its name: the kernel closes its clients first.
    private static final Duration NAME_LIMIT = Duration.ofSeconds(2);

    /// Between Serving and Left.
    private static final Duration PASS_LIMIT = Duration.ofSeconds(40);

    /// What the node does; called from the taker's thread.
    public interface Hands {
        /// A client's connection comes.
        ///
        /// @param descriptor belongs to the node if this returns true
        /// @return whether the node can do something with it
        boolean arrive(String pool, int descriptor, byte[] state);

        /// What the other process knows.
        void remember(Memory memory);

        /// This process is the node from now on.
        void own();

        /// The other process remains the node.
        void giveUp(String reason);
    }

    private final Rendezvous rendezvous;
    private final Line line;
    private final Duration limit;
    private final SequencedMap<String, List<Integer>> listeners = new LinkedHashMap<>();
    private final Memories begun = new Memories();
    private final List<Memory> memories = new ArrayList<>();
    private Set<String> serving = Set.of();
    private boolean alone;

    private Taker(Rendezvous rendezvous, Line line, Duration limit) {
        this.rendezvous = rendezvous;
        this.line = line;
        this.limit = limit;
    }

    /// Asks the process that serves, if there is one of this user.
    ///
    /// @param limit how long it may stay for connections that cannot go
    /// @param pools whose connections are wanted
    /// @param claims virtual addresses that this one goes on with as they are
    /// @throws IOException it refuses; the message is for people
    public static Optional<Taker> ask(
            Rendezvous rendezvous, Duration limit, List<String> pools, List<String> claims)
            throws IOException {
        LocalSocket socket = LocalSocket.connect(rendezvous.name());
        if (socket == null) {
            return Optional.empty();
        }
        if (!socket.peer().isOurs()) {
            LOG.warn(
                    "process {} of user {} is not taken over from: this one's user is another",
                    socket.peer().process(),
                    socket.peer().user());
            socket.close();
            return Optional.empty();
        }
        Taker taker = new Taker(rendezvous, new Line(socket), limit);
        try {
            taker.line.send(new Message.Ask(limit, pools, claims));
            taker.hearOffer();
            return Optional.of(taker);
        } catch (IOException e) {
            taker.close();
            throw e;
        }
    }

    private void hearOffer() throws IOException {
        while (true) {
            Line.Heard heard = line.receive(OFFER_LIMIT);
            if (heard == null) {
                throw new IOException("the process that serves does not answer");
            }
            switch (heard.message()) {
                case Message.Listening(String address)
                        when heard.descriptor() != LocalSocket.NONE ->
                        listeners
                                .computeIfAbsent(address, each -> new ArrayList<>())
                                .add(heard.descriptor());
                case Message.Memory piece -> begun.add(piece).ifPresent(memories::add);
                case Message.Offered(List<String> pools) -> {
                    serving = Set.copyOf(pools);
                    return;
                }
                case Message.Refused(String reason) -> throw new IOException(reason);
                default -> {
                    heard.drop();
                    throw new IOException("the process that serves says something else");
                }
            }
        }
    }

    /// Its number.
    public int process() {
        return line.peer().process();
    }

    /// The descriptors of its listening sockets, which belong to the caller, by address.
    public Map<String, List<Integer>> listeners() {
        return listeners;
    }

    /// Pools that know their primary there.
    public Set<String> serving() {
        return serving;
    }

    /// What it knew when it was asked.
    public List<Memory> memories() {
        return memories;
    }

    /// This process could serve: waits until what only one can have is free.
    ///
    /// @throws IOException the other process remains the node
    public void prepared() throws IOException {
        try {
            line.send(new Message.Prepared());
            line.expect(Message.Freed.class, FREE_LIMIT);
        } catch (Line.Gone e) {
            beAlone(e);
        }
    }

    /// This process accepts clients: takes in the others'.
    ///
    /// @throws IOException the other process remains the node
    public void serving(Hands hands) throws IOException {
        if (!alone) {
            try {
                line.send(new Message.Serving());
            } catch (Line.Gone e) {
                beAlone(e);
            }
        }
        if (alone) {
            hands.own();
        } else {
            Thread.ofPlatform().daemon().name("redoubt-handover").start(() -> takeIn(hands));
        }
    }

    /// The other process has ended before it was done: this one goes on with its sockets.
    private void beAlone(Line.Gone gone) throws IOException {
        if (!rendezvous.isFree(NAME_LIMIT)) {
            throw gone;
        }
        LOG.warn("process {} is gone before it was done", process());
        alone = true;
    }

    private void takeIn(Hands hands) {
        boolean own = false;
        int taken = 0;
        String end = "it ended";
        boolean gone = false;
        try (line) {
            while (true) {
                Line.Heard heard = line.receive(own ? limit.plus(PASS_LIMIT) : PASS_LIMIT);
                if (heard == null) {
                    gone = true;
                    break;
                }
                switch (heard.message()) {
                    case Message.Session(String pool, byte[] state) ->
                            taken += take(hands, heard, pool, state);
                    case Message.Memory piece -> begun.add(piece).ifPresent(hands::remember);
                    case Message.Left _ -> {
                        own = true;
                        LOG.info("took over from process {}: {} connections", process(), taken);
                        hands.own();
                    }
                    case Message.Refused(String reason) -> throw new IOException(reason);
                    default -> heard.drop();
                }
            }
        } catch (IOException e) {
            end = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            // Two nodes must not come of it.
            end = e.toString();
            LOG.error("taking over from process {}: {}", process(), end);
        }
        if (!own) {
            judge(hands, end, gone ? NAME_LIMIT : Duration.ZERO);
        }
    }

    private int take(Hands hands, Line.Heard heard, String pool, byte[] state) {
        boolean has = heard.descriptor() != LocalSocket.NONE;
        try {
            if (has && hands.arrive(pool, heard.descriptor(), state)) {
                return 1;
            }
        } catch (RuntimeException e) {
            LOG.error("pool {}: {}", pool, e.toString());
        }
        heard.drop();
        LOG.warn("a connection of pool {} did not arrive in one piece and is closed", pool);
        return 0;
    }

    /// The other process fell silent before it was done. While it has the name it is alive, and the
    /// node; if it is gone, this one has all that is left.
    private void judge(Hands hands, String end, Duration patience) {
        if (rendezvous.isFree(patience)) {
            LOG.warn("process {} is gone before it was done: {}", process(), end);
            hands.own();
        } else {
            hands.giveUp(end);
        }
    }

    /// Lets the other process remain the node, if nothing was said that ends it.
    @Override
    public void close() {
        line.close();
    }
}
