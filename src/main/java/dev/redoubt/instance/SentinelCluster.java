package dev.redoubt.instance;

import dev.redoubt.config.HostPort;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A primary, two replicas and three Sentinels: real processes on free loopback ports in a
/// temporary folder. However this JVM ends, the processes and the folder go with it.
///
/// Made and closed by one thread; any thread may ask.
public final class SentinelCluster implements AutoCloseable {
    private static final int SERVERS = 3;
    private static final int SENTINELS = 3;
    private static final int ATTEMPTS = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);

    private final SentinelPlan plan;
    private final Watcher watcher;
    private final List<RedisProcess> servers;
    private final List<RedisProcess> sentinels;

    private SentinelCluster(
            SentinelPlan plan,
            Watcher watcher,
            List<RedisProcess> servers,
            List<RedisProcess> sentinels) {
        this.plan = plan;
        this.watcher = watcher;
        this.servers = List.copyOf(servers);
        this.sentinels = List.copyOf(sentinels);
    }

    /// Where the binary comes from; given the cluster's folder.
    @FunctionalInterface
    public interface BinarySource {
        /// The binary to start them from.
        ///
        /// @throws StartFailed if there is none
        RedisBinary in(Path folder) throws IOException;
    }

    /// Starts all six at once and returns when each of them answers.
    ///
    /// @throws StartFailed if one of them does not; nothing is left then
    public static SentinelCluster start(SentinelPlan plan, BinarySource source) throws IOException {
        Watcher watcher = Watcher.start(temporaryFolder());
        try {
            RedisBinary binary = source.in(watcher.folder());
            for (int attempt = 1; ; attempt++) {
                SentinelCluster cluster = launch(plan, binary, watcher);
                try {
                    cluster.awaitAnswers();
                    return cluster;
                } catch (RedisProcess.PortTaken e) {
                    cluster.killAll();
                    if (attempt == ATTEMPTS) {
                        throw e;
                    }
                }
            }
        } catch (IOException | RuntimeException e) {
            watcher.close();
            throw e;
        }
    }

    private static Path temporaryFolder() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        String name = "redoubt-" + HexFormat.of().formatHex(random);
        return Path.of(System.getProperty("java.io.tmpdir"), name).toAbsolutePath();
    }

    private static SentinelCluster launch(SentinelPlan plan, RedisBinary binary, Watcher watcher)
            throws IOException {
        List<HostPort> free = FreePorts.take(SERVERS + SENTINELS);
        List<HostPort> at = free.subList(0, SERVERS);
        List<HostPort> watching = free.subList(SERVERS, free.size());
        List<ProcessPlan> plans = new ArrayList<>();
        plans.add(ProcessPlan.primary("redis-1", at.getFirst()));
        for (int i = 1; i < SERVERS; i++) {
            plans.add(ProcessPlan.replica("redis-" + (i + 1), at.get(i), at.getFirst()));
        }
        for (int i = 0; i < SENTINELS; i++) {
            plans.add(ProcessPlan.sentinel(plan, watching, at, i));
        }
        List<RedisProcess> processes = new ArrayList<>();
        for (ProcessPlan each : plans) {
            RedisProcess process = new RedisProcess(each, binary, watcher);
            process.prepare();
            process.start();
            processes.add(process);
        }
        return new SentinelCluster(
                plan,
                watcher,
                processes.subList(0, SERVERS),
                processes.subList(SERVERS, processes.size()));
    }

    private void awaitAnswers() throws IOException {
        for (RedisProcess process : processes()) {
            process.awaitAnswer(START_TIMEOUT);
        }
    }

    /// All six.
    public List<RedisProcess> processes() {
        List<RedisProcess> all = new ArrayList<>(servers);
        all.addAll(sentinels);
        return all;
    }

    /// The three Redis servers; the first was started as primary.
    public List<RedisProcess> servers() {
        return servers;
    }

    /// The server at `address`, if it is one of these.
    public Optional<RedisProcess> server(HostPort address) {
        return servers.stream().filter(each -> each.address().equals(address)).findFirst();
    }

    /// Where the Sentinels listen.
    public List<HostPort> sentinels() {
        return sentinels.stream().map(RedisProcess::address).toList();
    }

    /// What the Sentinels were told.
    public SentinelPlan plan() {
        return plan;
    }

    /// Where the processes' files are.
    public Path folder() {
        return watcher.folder();
    }

    /// The server that a majority of the Sentinels call primary; it may be dead. Blocks up to 1.5
    /// s.
    public Optional<RedisProcess> primary() {
        List<HostPort> named = new ArrayList<>();
        for (HostPort sentinel : sentinels()) {
            primaryAt(sentinel).ifPresent(named::add);
        }
        return servers.stream()
                .filter(each ->
                        named.stream().filter(each.address()::equals).count() > SENTINELS / 2)
                .findFirst();
    }

    private Optional<HostPort> primaryAt(HostPort sentinel) {
        try {
            List<String> reply =
                    Probe.ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", plan.master());
            return reply.size() == 2
                    ? Optional.of(new HostPort(reply.get(0), Integer.parseInt(reply.get(1))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Whether the loss of the primary would be made good: it has a replica in step, and the
    /// Sentinels have their quorum. Blocks up to 2 s.
    public boolean readyToFailOver() {
        try {
            for (HostPort sentinel : sentinels()) {
                Probe.ask(sentinel, "SENTINEL", "CKQUORUM", plan.master());
            }
            Optional<RedisProcess> primary = primary();
            return primary.isPresent() && replicasInStep(primary.get().address()) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    // ROLE of a primary: its role, its offset, then address, port and offset of each replica.
    private static int replicasInStep(HostPort primary) throws IOException {
        List<String> role = Probe.ask(primary, "ROLE");
        return role.getFirst().equals("master") ? (role.size() - 2) / 3 : 0;
    }

    /// Waits until [#readyToFailOver()].
    ///
    /// @throws StartFailed if `timeout` passes
    public void awaitReadyToFailOver(Duration timeout) throws IOException {
        long startNanos = System.nanoTime();
        while (!readyToFailOver()) {
            if (System.nanoTime() - startNanos > timeout.toNanos()) {
                throw new StartFailed(
                        "cluster: no replica in step (expected: within " + timeout + ")");
            }
            Probe.pause(Duration.ofMillis(20));
        }
    }

    private void killAll() {
        processes().forEach(RedisProcess::kill);
    }

    /// Ends all processes at once (nothing in them is worth an orderly end) and removes the folder.
    @Override
    public void close() {
        killAll();
        watcher.close();
    }
}
