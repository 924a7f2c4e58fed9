package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import dev.redoubt.backend.ClockedFence;
import dev.redoubt.backend.Pledges;
import dev.redoubt.sentinel.SentinelLease;
import dev.redoubt.sentinel.SentinelView;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A pool, as `Pool` assembles it: what the Sentinels agree on goes into the real fence, which all
/// loops ask, and to the real failover machine, which says when those who wait are called.
///
/// What the machines decide is theirs; how bytes travel is the contract of the data path in its
/// shortest form ([ContractLoop], [ServerLink], [ContractSession]).
final class ContractPath implements DataPath {
    private final SimulatedNode node;
    private final Reach reach;
    private final Invariants invariants;
    private final Guard guard;
    private final List<ContractLoop> loops = new ArrayList<>();
    private ClockedFence fence;
    private ControlLoop control;
    private PrimaryStory story;
    private SimulatedWatch watch;
    private Pledges pledges;
    private Optional<DurableCare> care = Optional.empty();
    private Topology named = Topology.unknown("starting");
    private int primary = NOBODY;

    ContractPath(SimulatedNode node, Reach reach, Invariants invariants, Guard guard) {
        this.node = node;
        this.reach = reach;
        this.invariants = invariants;
        this.guard = guard;
        control = new ControlLoop(node);
        fence = freshFence();
        story = freshStory();
        watch = freshWatch();
        pledges = new Pledges(node.settings().failover());
    }

    private ClockedFence freshFence() {
        return guard == Guard.NO_BOOT_CLOCK
                ? new ClockedFence(node::monotonicNanos, node::monotonicNanos)
                : new ClockedFence(() -> node.wallMillis() * World.MILLI, node::monotonicNanos);
    }

    private PrimaryStory freshStory() {
        return new PrimaryStory(
                node, control, invariants.tally(), node.settings().loops(), this::unfence);
    }

    private SimulatedWatch freshWatch() {
        return new SimulatedWatch(node, control, reach, guard, this::view);
    }

    @Override
    public void begin() {
        primary = NOBODY;
        control = new ControlLoop(node);
        fence = freshFence();
        story = freshStory();
        named = Topology.unknown("starting");
        pledges = new Pledges(node.settings().failover());
        invariants.promises().forget(node);
        care =
                pledges.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new DurableCare(
                                        node,
                                        control,
                                        invariants,
                                        guard,
                                        pledges,
                                        new CareHands()));
        loops.clear();
        for (int i = 0; i < node.settings().loops(); i++) {
            loops.add(new ContractLoop(node, reach, this, i));
        }
        watch = freshWatch();
        watch.start();
    }

    @Override
    public Endpoint session(Wire client) {
        return loops.get(node.world().random().nextInt(loops.size())).session(client);
    }

    /// `Pool.changed`.
    @Override
    public void view(SentinelView view) {
        Topology next = topology(view);
        this.named = next;
        care.ifPresent(each -> each.named(next.primary(), next.epoch()));
        use(allowed());
    }

    private Topology allowed() {
        return care.map(each -> each.allowed(named)).orElse(named);
    }

    /// `Pool.use`.
    private void use(Topology topology) {
        if (fence.update(topology) && guard != Guard.NO_LAPSE) {
            story.lapsed();
        }
        story.named(topology);
        int used = topology.primary().map(Addresses::serverAt).orElse(NOBODY);
        if (used != primary) {
            primary = used;
            onLoops(loop -> loop.update(used));
        }
    }

    private final class CareHands implements DurableCare.Hands {
        @Override
        public void counted() {
            onLoops(ContractLoop::resumeAll);
        }

        @Override
        public void changed() {
            use(allowed());
        }
    }

    /// An operator looks whether a primary is withheld, and goes on with it.
    @Override
    public void acceptLoss() {
        care.ifPresent(DurableCare::accept);
    }

    /// `SentinelTopology.topology`.
    private Topology topology(SentinelView view) {
        return new Topology(
                0,
                view.primary(),
                view.epoch(),
                Optional.empty(),
                view.reason(),
                guard == Guard.NO_LEASE ? Lease.UNLIMITED : lease(view.lease()));
    }

    private static Lease lease(SentinelLease lease) {
        return switch (lease.term()) {
            case UNLIMITED -> Lease.UNLIMITED;
            case LIMITED -> Lease.until(lease.untilNanos(), lease.reason());
            case ENDED -> Lease.ended(lease.reason());
        };
    }

    private void unfence() {
        if (guard != Guard.NO_CALL) {
            onLoops(ContractLoop::unfenced);
        }
    }

    private void onLoops(Consumer<ContractLoop> work) {
        for (ContractLoop loop : List.copyOf(loops)) {
            node.timer(ControlLoop.HANDING_NANOS, () -> work.accept(loop));
        }
    }

    // What the loops tell and ask

    void linked(int loop, int server, long held) {
        control.execute(() -> story.linked(loop, server, held));
    }

    void unlinked(int loop, int server, String reason) {
        control.execute(() -> {
            story.unlinked(loop, server, reason);
            watch.suspect();
        });
    }

    /// A link ended, and that says little.
    void linkEnded() {
        control.execute(watch::suspect);
    }

    /// Another process answers than the one that was looked at.
    void restarted(int server) {
        control.execute(() -> {
            care.ifPresent(each -> each.restarted(Addresses.server(server)));
            watch.suspect();
        });
    }

    /// What is promised of writes.
    Pledges pledges() {
        return pledges;
    }

    /// For how long commands could have been sent without a break; with a loop, its durable writes.
    long servingNanos(@Nullable ContractLoop committing) {
        long serving = story.servingNanos();
        if (committing == null || care.isEmpty()) {
            return serving;
        }
        long counted = node.world().nowNanos() - care.get().countedNanos();
        return committing.commits() ? Math.min(serving, counted) : 0;
    }

    boolean admits(int server) {
        return fence.admits(Addresses.server(server), node.monotonicNanos());
    }

    PrimaryStory story() {
        return story;
    }

    Invariants invariants() {
        return invariants;
    }

    Guard guard() {
        return guard;
    }

    @Override
    public ControlLoop control() {
        return control;
    }

    @Override
    public boolean isServing() {
        return story.isServing();
    }
}
