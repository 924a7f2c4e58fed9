package dev.redoubt.simulation;

import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.UnansweredWrites;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// One run: three servers, Sentinels, nodes and clients of one seed, what goes wrong with them, and
/// the way back to health.
final class Scenario {
    /// Once all faults are healed, every client is served within this.
    static final long LIVELY_SECONDS = 150;

    private static final long WARM_NANOS = 2 * World.SECOND;
    private static final long PATIENT_NANOS = 20 * World.SECOND;
    private static final int SERVERS = 3;

    private final World world;
    private final Promise promise;
    private final FakeNetwork network;
    private final Reach reach;
    private final Invariants invariants;
    private final Tally tally = new Tally();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private SentinelEvents events = (_, _) -> {};

    /// How many of each there are.
    ///
    /// @param configured how many of the Sentinels the nodes are told of
    /// @param loops of each node
    record Size(int sentinels, int configured, int nodes, int loops, int clients) {}

    /// What is promised of writes.
    ///
    /// @param durability empty for nothing
    /// @param covers what WAIT is about
    /// @param never a server that is never promoted, or [Message#NOBODY]
    record Promise(Optional<DurabilityConfig> durability, ServerSettings.Covers covers, int never) {
        static final Promise NOTHING =
                new Promise(Optional.empty(), ServerSettings.Covers.EVERYBODYS, Message.NOBODY);
    }

    Scenario(World world, Size size, List<SentinelTimes> times, Guard guard) {
        this(world, size, times, guard, Promise.NOTHING);
    }

    Scenario(World world, Size size, List<SentinelTimes> times, Guard guard, Promise promise) {
        this.world = world;
        this.promise = promise;
        int hosts = SERVERS + size.sentinels() + size.nodes() + size.clients();
        this.network = new FakeNetwork(world, hosts);
        UnansweredWrites policy = world.oneIn(4) ? UnansweredWrites.RETRY : UnansweredWrites.ERROR;
        this.reach = new Reach(network, SERVERS, size.configured());
        this.invariants = new Invariants(world, reach, tally, policy);
        ServerSettings.ConfigFile file =
                world.oneIn(4)
                        ? ServerSettings.ConfigFile.ABSENT
                        : ServerSettings.ConfigFile.REWRITTEN;
        for (int i = 0; i < SERVERS; i++) {
            reach.servers.add(
                    new SimulatedRedis(
                            world,
                            network,
                            reach.servers,
                            i,
                            invariants,
                            new ServerSettings(
                                    file,
                                    promise.durability().isPresent(),
                                    promise.covers(),
                                    i == promise.never() ? 0 : 100)));
        }
        for (int i = 0; i < size.sentinels(); i++) {
            reach.sentinels.add(
                    new SimulatedSentinel(
                            world,
                            reach,
                            i,
                            times.get(i),
                            disk(i, size),
                            invariants,
                            (sentinel, channel) -> events.told(sentinel, channel)));
        }
        int host = SERVERS + size.sentinels();
        SimulatedNode.Settings settings =
                new SimulatedNode.Settings(
                        size.loops(),
                        (times.getFirst().downAfterMillis() + 10_000) * World.MILLI,
                        policy,
                        promise.durability());
        for (int i = 0; i < size.nodes(); i++) {
            reach.nodes.add(
                    new SimulatedNode(world, reach, i, host++, invariants, guard, settings));
        }
        for (int i = 0; i < size.clients(); i++) {
            clients.add(new SimulatedClient(world, reach, i, host++, invariants));
        }
    }

    private static SentinelDisk disk(int number, Size size) {
        return SentinelDisk.first(
                List.of(1, 2),
                IntStream.range(0, size.sentinels()).filter(i -> i != number).boxed().toList());
    }

    /// Tells what the Sentinels publish from now on.
    void hear(SentinelEvents listener) {
        events = listener;
    }

    World world() {
        return world;
    }

    FakeNetwork network() {
        return network;
    }

    Reach reach() {
        return reach;
    }

    Invariants invariants() {
        return invariants;
    }

    Tally tally() {
        return tally;
    }

    /// Starts everybody and lets them find each other.
    void begin() {
        promise.durability()
                .ifPresent(durability -> invariants.promises().begin(durability.replicas()));
        for (SimulatedProcess process : everybody()) {
            process.start((world.random().nextDouble() - 0.5) * 2e-4);
        }
        runUntil(WARM_NANOS);
    }

    List<SimulatedProcess> everybody() {
        List<SimulatedProcess> all = new ArrayList<>(reach.servers);
        all.addAll(reach.sentinels);
        all.addAll(reach.nodes);
        all.addAll(clients);
        return all;
    }

    void runUntil(long nanos) {
        while (world.step(nanos)) {}
    }

    /// A fault that begins after a while, and ends after another.
    void plan(long afterNanos, long lastsNanos, Fault fault) {
        world.in(afterNanos, () -> fault.begin(this));
        world.in(afterNanos + lastsNanos, () -> fault.end(this));
    }

    /// Everything is whole again; fails unless every client is served within [#LIVELY_SECONDS], or
    /// the Sentinels do not agree whom to serve from.
    void recover() {
        world.log(() -> "all is healed");
        network.healAll();
        for (SimulatedProcess process : everybody()) {
            process.resume();
            process.restart();
        }
        reach.nodes.forEach(node -> node.path().control().goOn());
        long healed = world.nowNanos();
        long until = healed + LIVELY_SECONDS * World.SECOND;
        world.in(PATIENT_NANOS, this::acceptLosses);
        while (!isServed(healed)) {
            if (!world.step(until)) {
                if (!sentinelsAgree()) {
                    tally.disagreed++;
                    return;
                }
                throw new Invariants.Violation(
                        "liveness: %s not served, %s not serving within %d s"
                                .formatted(
                                        clients.stream()
                                                .filter(one -> one.servedNanos() <= healed)
                                                .toList(),
                                        reach.nodes.stream()
                                                .filter(one -> !one.path().isServing())
                                                .toList(),
                                        LIVELY_SECONDS));
            }
        }
        tally.longestRecoveryNanos = world.nowNanos() - healed;
        invariants.count(reach.servers.get(invariants.current()).line());
    }

    /// An operator looks now and then who waits for a word.
    private void acceptLosses() {
        reach.nodes.forEach(node -> node.path().acceptLoss());
        world.in(PATIENT_NANOS / 4, this::acceptLosses);
    }

    /// Whether all Sentinels name one server, which is master. Two of them can name different ones
    /// in one epoch, for ever: the leader of a failover that hangs takes the epoch of the next one
    /// over, and then ends its own (`sentinelProcessHelloMessage` looks at the address alone, which
    /// is still the old one).
    private boolean sentinelsAgree() {
        int named = reach.sentinels.getFirst().failover().currentMaster();
        return reach.servers.get(named).isMaster()
                && reach.sentinels.stream()
                        .allMatch(one -> one.failover().currentMaster() == named);
    }

    private boolean isServed(long sinceNanos) {
        for (SimulatedNode node : reach.nodes) {
            if (!node.path().isServing()) {
                return false;
            }
        }
        for (SimulatedClient client : clients) {
            if (client.servedNanos() <= sinceNanos) {
                return false;
            }
        }
        return true;
    }
}
