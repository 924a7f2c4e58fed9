package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import dev.redoubt.sentinel.SentinelHint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A Sentinel as `sentinel.c` of 7.0.15 has it, for one master: its timer, its tables, its file and
/// what it answers. The parts of the timer are [Monitoring], [Downs], [Election] and [Failover];
/// the two ways in which it learns are [InfoReading] and [HelloReading].
final class SimulatedSentinel extends SimulatedProcess {
    private final int number;
    private final Reach reach;
    private final SentinelTimes times;
    private final Invariants invariants;
    private final SentinelEvents events;
    private final Monitoring monitoring = new Monitoring(this);
    private final Downs downs = new Downs(this);
    private final Election election = new Election(this);
    private final Failover failover = new Failover(this);
    private final SentinelService service = new SentinelService(this);
    private SentinelDisk disk;
    private Instance master;
    private Map<Integer, Instance> replicas = new LinkedHashMap<>();
    private Map<Integer, Instance> sentinels = new LinkedHashMap<>();
    private long currentEpoch;
    private long configEpoch;
    private boolean tilt;
    private long tiltSinceMillis;
    private long previousMillis;

    SimulatedSentinel(
            World world,
            Reach reach,
            int number,
            SentinelTimes times,
            SentinelDisk disk,
            Invariants invariants,
            SentinelEvents events) {
        super(world, "sentinel-" + number, reach.sentinelHost(number));
        this.number = number;
        this.reach = reach;
        this.times = times;
        this.disk = disk;
        this.invariants = invariants;
        this.events = events;
        this.master = new Instance(Instance.Kind.MASTER, disk.master(), 0);
    }

    int number() {
        return number;
    }

    Reach reach() {
        return reach;
    }

    SentinelTimes times() {
        return times;
    }

    Instance master() {
        return master;
    }

    Map<Integer, Instance> replicas() {
        return replicas;
    }

    Map<Integer, Instance> sentinels() {
        return sentinels;
    }

    Election election() {
        return election;
    }

    Failover failover() {
        return failover;
    }

    Downs downs() {
        return downs;
    }

    Monitoring monitoring() {
        return monitoring;
    }

    Invariants invariants() {
        return invariants;
    }

    boolean isTilted() {
        return tilt;
    }

    long currentEpoch() {
        return currentEpoch;
    }

    long configEpoch() {
        return configEpoch;
    }

    /// `mstime()`.
    long now() {
        return wallMillis();
    }

    @Override
    void started() {
        service.begin();
        long now = now();
        master = new Instance(Instance.Kind.MASTER, disk.master(), now);
        configEpoch = disk.configEpoch();
        currentEpoch = disk.currentEpoch();
        election.begin(disk.leaderEpoch());
        failover.begin();
        replicas = table(Instance.Kind.REPLICA, disk.replicas());
        replicas.remove(master.number);
        sentinels = table(Instance.Kind.SENTINEL, disk.sentinels());
        tilt = false;
        previousMillis = now;
        timer(world().between(0, 100), this::tick);
    }

    private Map<Integer, Instance> table(Instance.Kind kind, List<Integer> numbers) {
        Map<Integer, Instance> table = new LinkedHashMap<>();
        numbers.forEach(one -> table.put(one, new Instance(kind, one, now())));
        return table;
    }

    /// `sentinelFlushConfig`. The address is the one that is announced.
    void flush() {
        disk =
                new SentinelDisk(
                        failover.currentMaster(),
                        configEpoch,
                        election.votedEpoch(),
                        currentEpoch,
                        List.copyOf(replicas.keySet()),
                        List.copyOf(sentinels.keySet()));
    }

    /// `sentinelTimer`. The frequency changes all the time, so that Sentinels do not stay in step.
    private void tick() {
        long now = now();
        long delta = now - previousMillis;
        if (delta < 0 || delta > SentinelTimes.TILT_TRIGGER) {
            tilt = true;
            tiltSinceMillis = now;
            event("+tilt");
        }
        previousMillis = now;
        handle(master);
        replicas.values().forEach(this::handle);
        sentinels.values().forEach(this::handle);
        failover.switchIfDone();
        int hertz = SentinelTimes.HZ + world().random().nextInt(SentinelTimes.HZ);
        timer(World.SECOND / hertz, this::tick);
    }

    /// `sentinelHandleRedisInstance`.
    private void handle(Instance instance) {
        monitoring.reconnect(instance);
        monitoring.sendPeriodic(instance);
        if (tilt) {
            if (now() - tiltSinceMillis < SentinelTimes.TILT) {
                return;
            }
            tilt = false;
            event("-tilt");
        }
        downs.checkSubjectively(instance);
        if (instance.isMaster()) {
            downs.checkObjectively();
            if (failover.startIfNeeded()) {
                downs.ask(Downs.Asking.FORCED);
            }
            failover.step();
            downs.ask(Downs.Asking.WHEN_DUE);
        }
    }

    void startEpoch(long epoch) {
        currentEpoch = epoch;
        event("+new-epoch");
    }

    /// Takes over a configuration: from now on somebody may be told of it.
    void configure(long epoch, int primary) {
        configEpoch = epoch;
        invariants.adopted(primary, epoch);
    }

    /// `sentinelResetMasterAndChangeAddress`.
    void changeMaster(int next) {
        int old = master.number;
        event(
                "+switch-master",
                Optional.of(
                        new SentinelHint.Switch(Addresses.server(old), Addresses.server(next))));
        List<Integer> others = new ArrayList<>(replicas.keySet());
        others.removeIf(one -> one == next);
        if (next != old && !others.contains(old)) {
            others.add(old);
        }
        replicas.values().forEach(replica -> replica.link.close());
        master.link.close();
        election.forget();
        failover.begin();
        master = master.at(next, now());
        replicas = table(Instance.Kind.REPLICA, others);
        flush();
    }

    /// `sentinelEvent`: told to those who subscribed, and to the test.
    void event(String channel) {
        event(channel, Optional.empty());
    }

    private void event(String channel, Optional<SentinelHint.Switch> switched) {
        log(channel + switched.map(to -> " " + to.to()).orElse(""));
        events.told(number, channel);
        service.tell(channel, switched);
    }

    @Override
    Endpoint accept(Wire wire) {
        return service.serve(wire);
    }

    /// Whether it may promote somebody yet in the failover that it runs.
    boolean mayPromote() {
        return failover.isRunning() && failover.currentMaster() == master.number;
    }

    /// SENTINEL FAILOVER: asks nobody.
    void force() {
        if (!failover.isRunning() && failover.select() != NOBODY) {
            failover.start();
            failover.force();
        }
    }
}
