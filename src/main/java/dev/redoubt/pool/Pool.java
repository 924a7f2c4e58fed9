package dev.redoubt.pool;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.BackendSettings;
import dev.redoubt.backend.Fence;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.command.CommandTable;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.net.Backlog;
import dev.redoubt.net.Inheritance;
import dev.redoubt.net.Listener;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.session.SessionContext;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.topology.PlannedSource;
import dev.redoubt.topology.Topology;
import dev.redoubt.topology.TopologySource;

import io.netty.channel.EventLoop;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// One service: its listeners, and on each loop a backend and the sessions. The topology is taken
/// from its source on the control loop and told to the loops.
public final class Pool {
    private static final long SILENCE_MILLIS = 1000;

    private final PoolConfig config;
    private final Loops loops;
    private final EventLoop control;
    private final PlannedSource source;
    private final Door door;
    private final Fence fence = new Fence();
    private final BackendSettings settings;
    private final PrimaryWatch watch;
    private final CommandLearner learner;
    private final Chronicle chronicle;
    private final Aftermath aftermath;
    private final PoolOrders orders;
    private final PoolMoves moves;
    private final List<PoolLoop> poolLoops = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final Relocation relocation;
    private boolean closed;
    private Topology named = Topology.unknown("starting");
    private volatile Topology topology = named;

    /// One loop's share of the pool.
    private record PoolLoop(Loop loop, Backend backend, SessionContext context) {}

    /// @param source not started yet; this pool closes it
    /// @param events gets what happens to the primary, on the control loop
    /// @param journal gets the moves, on the control loop
    public Pool(
            PoolConfig config,
            Loops loops,
            TopologySource source,
            Consumer<PoolEvent> events,
            MoveJournal journal) {
        this.config = config;
        this.loops = loops;
        control = loops.control();
        this.source = new PlannedSource(source, control);
        door = new Door(config);
        chronicle = new Chronicle(config.name(), journal, () -> Counts.totals(contexts()));
        watch =
                new PrimaryWatch(
                        config.name(),
                        loops.loops().size(),
                        event -> {
                            chronicle.heard(event);
                            events.accept(event);
                        },
                        new FailoverHands(),
                        System::nanoTime);
        learner = new CommandLearner(control, loops.transport(), config.backend(), this::learned);
        settings =
                BackendSettings.of(
                        config.name(), config.backend(), config.failover(), loops.loops().size());
        aftermath =
                new Aftermath(
                        config,
                        control,
                        loops.transport(),
                        chronicle,
                        settings.pledges(),
                        new DurabilityHands());
        CommandTable packaged = CommandTable.packaged();
        for (Loop loop : loops.loops()) {
            Backend backend =
                    new Backend(
                            loop,
                            loops.transport(),
                            settings,
                            fence,
                            new LoopListener(loop.index()));
            SessionContext context =
                    new SessionContext(loop, config, backend, settings.identity(), packaged);
            poolLoops.add(new PoolLoop(loop, backend, context));
        }
        contexts().forEach(each -> each.join(contexts()));
        relocation =
                new Relocation(
                        config,
                        door,
                        contexts(),
                        new Recollection(config.name(), control, aftermath, settings.scripts()));
        WritePause writes =
                new WritePause(
                        config.name(),
                        control,
                        settings.interference(),
                        () -> onLoops(each -> each.backend().writesGoOn()));
        Supplier<Duration> limit = () -> Pauses.limit(settings.hold(topology));
        MoveHands hands =
                new MoveHands(
                        control,
                        watch,
                        writes,
                        this.source,
                        contexts(),
                        () -> watch.isServing() ? topology.primary() : Optional.empty(),
                        aftermath::lookAway,
                        limit);
        orders = new PoolOrders(config.name(), watch, writes, limit);
        moves = new PoolMoves(config, control, loops.transport(), hands, orders);
    }

    /// Accepts clients and looks for the primary; commands wait until it is found.
    ///
    /// @throws IOException if an address cannot be bound; the message names key and address
    public void start() throws IOException {
        start(Inheritance.none());
    }

    /// The same with sockets that another process has bound: at addresses that are inherited it
    /// accepts nobody before [Listener#acceptAgain].
    ///
    /// @throws IOException if an address cannot be bound; the message names key and address
    public void start(Inheritance inheritance) throws IOException {
        Backlog.check("pools." + config.name() + ".backlog", config.listen().backlog());
        for (ListenAddress address : config.listen().addresses()) {
            listeners.add(bind(address, inheritance));
        }
        onLoops(each -> {
            each.backend().start();
            each.context().start();
        });
        control.execute(() -> source.start(this::changed, chronicle::heard));
    }

    private Listener bind(ListenAddress address, Inheritance inheritance) throws IOException {
        try {
            return Listener.bind(
                    loops,
                    address,
                    config.listen(),
                    inheritance,
                    (loop, channel) -> door.admit(poolLoops.get(loop.index()).context(), channel));
        } catch (IOException e) {
            throw new IOException(
                    "pools."
                            + config.name()
                            + ".listen: "
                            + address
                            + " (expected: an address that can be bound: "
                            + e.getMessage()
                            + ")",
                    e);
        }
    }

    public String name() {
        return config.name();
    }

    /// The addresses that clients connect to.
    public List<ListenAddress> addresses() {
        return listeners.stream().map(Listener::address).toList();
    }

    private void changed(Topology next) {
        assert control.inEventLoop();
        if (!closed) {
            named = next;
            aftermath.named(next.primary(), next.epoch());
            use(aftermath.allowed(next));
        }
    }

    /// What is allowed: nobody, while it is in doubt what a primary has.
    private void use(Topology next) {
        boolean moved = !next.primary().equals(topology.primary());
        topology = next;
        // First: from here on no loop uses the primary of before.
        if (fence.update(next)) {
            watch.lapsed();
        }
        watch.named(next);
        if (moved) {
            moves.named(next.primary());
            next.primary().ifPresent(learner::ask);
            onLoops(each -> each.backend().update(next));
        }
    }

    private void onLoops(Consumer<PoolLoop> work) {
        poolLoops.forEach(each -> each.loop().eventLoop().execute(() -> work.accept(each)));
    }

    private final class DurabilityHands implements Aftermath.Hands {
        @Override
        public void counted() {
            onLoops(each -> each.backend().counted());
        }

        @Override
        public void changed() {
            if (!closed) {
                use(aftermath.allowed(named));
            }
        }

        @Override
        public Meeting meeting() {
            return moves.meeting();
        }

        @Override
        public void remember(Meeting before) {
            moves.remember(before);
        }
    }

    private final class FailoverHands implements PrimaryWatch.Hands {
        private @Nullable Future<?> wake;

        @Override
        public void unfence() {
            onLoops(each -> each.backend().unfenced());
        }

        @Override
        public void pause(long untilNanos) {
            fence.pause(untilNanos);
        }

        @Override
        public void endPause() {
            fence.resume();
            unfence();
        }

        @Override
        public void wakeIn(long nanos) {
            if (wake != null) {
                wake.cancel(false);
            }
            wake =
                    control.schedule(
                            () -> {
                                if (!closed) {
                                    watch.woken();
                                }
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void learned(CommandTable table) {
        if (closed) {
            return;
        }
        aftermath.learned(table);
        onLoops(each -> each.context().learn(table));
    }

    /// Passes what one loop sees on to the control loop.
    private final class LoopListener implements Backend.Listener {
        private final int loop;

        LoopListener(int loop) {
            this.loop = loop;
        }

        @Override
        public void primaryFailing(HostPort server, OpenFailure failure) {
            unlessClosed(() -> {
                watch.failing(loop, server, failure);
                source.suspect();
            });
        }

        @Override
        public void linkEnded() {
            unlessClosed(source::suspect);
        }

        @Override
        public void restarted(HostPort server) {
            unlessClosed(() -> {
                aftermath.restarted(server);
                source.suspect();
            });
        }

        @Override
        public void linkFailing(HostPort server, OpenFailure failure) {
            unlessClosed(() -> {
                watch.linkFailing(server, failure);
                source.suspect();
            });
        }

        @Override
        public void serving(HostPort server, WaitingRoom.Released released) {
            unlessClosed(() -> {
                if (!watch.isServing()) {
                    // It may have been restarted as another version.
                    learner.ask(server);
                }
                watch.serving(loop, server, released);
            });
        }

        @Override
        public void userLost(Identity identity) {
            poolLoops.get(loop).context().recheck(identity);
        }

        @Override
        public void userRefused(Identity identity) {
            poolLoops.get(loop).context().end(identity);
        }

        /// A link that this program ends on its way out is no failure of the server.
        private void unlessClosed(Runnable story) {
            control.execute(() -> {
                if (!closed) {
                    story.run();
                }
            });
        }
    }

    /// Holds commands; the answer comes from the control loop.
    public Future<Answer> pause() {
        return pause(Request.Held.EVERYTHING);
    }

    /// The same of these commands.
    public Future<Answer> pause(Request.Held held) {
        return control.submit(() -> orders.pause(held));
    }

    /// The same here and at all other nodes; the calling thread waits, and must be no loop's.
    public Answer pauseEverywhere(Request.Held held) {
        return moves.orderEverywhere(
                () -> orders.pauseWithOthers(held),
                (order, here) -> PoolOrders.message(order, held, (Answer.Paused) here));
    }

    /// Lets held commands go on; the answer comes from the control loop.
    public Future<Answer> resume() {
        return control.submit(() -> orders.resume());
    }

    /// The same here and at all other nodes; the calling thread waits, and must be no loop's.
    public Answer resumeEverywhere() {
        return moves.orderEverywhere(orders::resume, (order, _) -> new PeerMessage.Resume(order));
    }

    /// Goes on with a primary that lacks acknowledged writes; the answer comes from the control
    /// loop.
    public Future<Answer> acceptLoss() {
        return control.submit(aftermath::acceptLoss);
    }

    /// Moves the primary to a replica; the calling thread waits, and must be no loop's.
    ///
    /// @param steps gets what happens on the way
    public Answer move(Request.Failover wish, Consumer<String> steps) {
        return moves.carryOut(wish, steps);
    }

    /// How its clients come from, and go to, another process of this node.
    public Relocation relocation() {
        return relocation;
    }

    /// The sockets on which clients are accepted.
    public List<Listener> listeners() {
        return List.copyOf(listeners);
    }

    /// Whether it is the wrong moment for another process to take over, and why.
    public Optional<String> objection() {
        if (moves.isUnderWay()) {
            return Optional.of("pool " + config.name() + ": its primary is being moved");
        }
        return orders.objection().map(words -> "pool " + config.name() + ": " + words);
    }

    /// Accepts nobody any more; sessions take nothing new and end when they owe nothing.
    public void drain() {
        listeners.forEach(Listener::close);
        onLoops(each -> each.context().drain());
    }

    /// Clients that are connected.
    public long clients() {
        return poolLoops.stream().map(PoolLoop::context).mapToLong(Counts::clients).sum();
    }

    /// Ends everything of this pool.
    public void close() {
        listeners.forEach(Listener::close);
        // The data loops may end before the control loop, which must not call them from here on.
        control.submit(this::silence).awaitUninterruptibly(SILENCE_MILLIS);
        onLoops(each -> {
            each.context().closeAll();
            each.backend().close();
        });
    }

    private void silence() {
        closed = true;
        source.close();
        learner.close();
        aftermath.close();
        moves.close();
    }

    private List<SessionContext> contexts() {
        return poolLoops.stream().map(PoolLoop::context).toList();
    }

    /// The pool now, from any thread.
    public PoolSnapshot snapshot() {
        return Counts.snapshot(
                config.name(),
                addresses(),
                watch.isServing() ? topology.primary() : Optional.empty(),
                watch.reason(),
                contexts(),
                poolLoops.stream().map(PoolLoop::backend).toList(),
                listeners,
                watch,
                orders.writesUntil(),
                chronicle.figures(),
                Counts.durability(
                        settings.pledges(),
                        aftermath.replicasInStep(),
                        poolLoops.stream().map(each -> each.backend().commits()).toList()));
    }
}
