package dev.redoubt.cli;

import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.RedoubtConfig;
import dev.redoubt.net.Inheritance;
import dev.redoubt.net.Listener;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Desk;
import dev.redoubt.operate.Request;
import dev.redoubt.operate.VipAnswer;
import dev.redoubt.operate.VipOrder;
import dev.redoubt.pool.Pool;
import dev.redoubt.sentinel.SentinelWatches;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.MoveJournal;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.VipSnapshot;
import dev.redoubt.topology.TopologySources;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One running Redoubt: its loops and its pools. Wires them with plain constructors.
final class Node implements NodeView, Desk {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration CHECK = Duration.ofMillis(10);

    private final Loops loops;
    private final List<Pool> pools = new ArrayList<>();
    private final MoveJournal journal = new MoveJournal();
    private volatile Optional<NodeVips> vips = Optional.empty();

    private Node(Loops loops) {
        this.loops = loops;
    }

    /// Starts what the file describes; returns when every pool accepts clients.
    ///
    /// @param events gets what happens to the pools' primaries, on the control loop
    /// @throws IOException if it cannot, with a message for people
    static Node start(RedoubtConfig config, Consumer<PoolEvent> events) throws IOException {
        return start(config, events, Inheritance.none(), _ -> {});
    }

    /// The same with sockets that another process has bound: at their addresses nobody is accepted
    /// yet.
    ///
    /// @param reminded told of each pool before it looks for its primary
    static Node start(
            RedoubtConfig config,
            Consumer<PoolEvent> events,
            Inheritance inheritance,
            Consumer<Pool> reminded)
            throws IOException {
        Node node = new Node(new Loops(transport(config), workers(config)));
        try {
            node.startPools(config.pools(), events, inheritance, reminded);
            return node;
        } catch (IOException e) {
            node.close();
            throw e;
        }
    }

    /// How a node of this file drives its sockets.
    ///
    /// @throws IOException if that does not work here, with a message for people
    static Transport transport(RedoubtConfig config) throws IOException {
        try {
            return Transport.of(config.transport());
        } catch (IllegalStateException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /// How many loops a node of this file has. Few gather more commands per flush, and leave cores
    /// to Redis and the kernel.
    static int workers(RedoubtConfig config) {
        return config.workers().orElse(Math.max(1, Runtime.getRuntime().availableProcessors() / 4));
    }

    private void startPools(
            List<PoolConfig> configs,
            Consumer<PoolEvent> events,
            Inheritance inheritance,
            Consumer<Pool> reminded)
            throws IOException {
        SentinelWatches watches = new SentinelWatches(loops.control(), loops.transport());
        for (PoolConfig config : configs) {
            Pool pool =
                    new Pool(
                            config,
                            loops,
                            TopologySources.of(config, loops.control(), loops.transport(), watches),
                            events,
                            journal);
            pools.add(pool);
            reminded.accept(pool);
            pool.start(inheritance);
        }
    }

    Transport transport() {
        return loops.transport();
    }

    List<Pool> all() {
        return List.copyOf(pools);
    }

    List<Listener> listeners() {
        return pools.stream().flatMap(pool -> pool.listeners().stream()).toList();
    }

    /// Pools that know their primary.
    List<String> serving() {
        return pools().stream()
                .filter(pool -> pool.primary().isPresent())
                .map(PoolSnapshot::name)
                .toList();
    }

    List<ListenAddress> addresses() {
        return pools.stream().flatMap(pool -> pool.addresses().stream()).toList();
    }

    @Override
    public List<PoolSnapshot> pools() {
        return pools.stream().map(Pool::snapshot).toList();
    }

    @Override
    public Answer ask(Request request, Consumer<String> steps) {
        return pools.stream()
                .filter(pool -> pool.name().equals(request.pool()))
                .findFirst()
                .map(pool -> answer(pool, request, steps))
                .orElseGet(() ->
                        new Answer.Unknown(
                                request.pool(), pools.stream().map(Pool::name).toList()));
    }

    private static Answer answer(Pool pool, Request request, Consumer<String> steps) {
        try {
            return switch (request) {
                case Request.Pause pause ->
                        pause.reach() == Request.Reach.EVERYWHERE
                                ? pool.pauseEverywhere(pause.held())
                                : await(pool.pause(pause.held()));
                case Request.Resume resume ->
                        resume.reach() == Request.Reach.EVERYWHERE
                                ? pool.resumeEverywhere()
                                : await(pool.resume());
                case Request.AcceptLoss _ -> await(pool.acceptLoss());
                case Request.Failover wish -> pool.move(wish, steps);
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RejectedExecutionException | TimeoutException _) {
            // The node ends, or is very busy.
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return new Answer.Unanswered(request.pool(), ANSWER);
    }

    private static Answer await(Future<Answer> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Has these virtual addresses, or none any more.
    void show(Optional<NodeVips> addresses) {
        vips = addresses;
    }

    @Override
    public VipAnswer ask(VipOrder order) {
        return vips.map(each -> each.ask(order)).orElseGet(() -> Desk.super.ask(order));
    }

    @Override
    public List<VipSnapshot> vips() {
        return vips.map(NodeVips::snapshots).orElse(List.of());
    }

    @Override
    public VipSnapshot.Stalls vipStalls() {
        return vips.map(NodeVips::stalls).orElse(VipSnapshot.Stalls.NONE);
    }

    @Override
    public long vipLinesLost() {
        return vips.map(NodeVips::linesLost).orElse(0L);
    }

    @Override
    public List<Move> moves() {
        return journal.newestFirst();
    }

    @Override
    public long faults() {
        return loops.loops().stream().mapToLong(loop -> loop.faults().count()).sum();
    }

    /// Accepts nobody any more, does `leaving`, and waits until every client got what it was owed,
    /// at most for `limit`; then ends everything.
    void drain(Duration limit, Runnable leaving) {
        pools.forEach(Pool::drain);
        leaving.run();
        long deadline = System.nanoTime() + limit.toNanos();
        while (clients() > 0 && System.nanoTime() < deadline) {
            try {
                Thread.sleep(CHECK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        close();
    }

    /// Clients that are connected.
    long clients() {
        return pools.stream().mapToLong(Pool::clients).sum();
    }

    void close() {
        pools.forEach(Pool::close);
        loops.close();
    }
}
