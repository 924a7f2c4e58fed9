package dev.redoubt.cli;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One run of the demo: starts everything, waits, and leaves the end to [Shutdown].
final class Demo {
    private static final String LOOPBACK = "127.0.0.1";

    private final DemoOptions options;
    private final FrontFactory fronts;
    private final Narrator narrator;
    private final Shutdown shutdown;

    Demo(DemoOptions options, FrontFactory fronts, Narrator narrator, Shutdown shutdown) {
        this.options = options;
        this.fronts = fronts;
        this.narrator = narrator;
        this.shutdown = shutdown;
    }

    /// Returns when it is time to end.
    ///
    /// @throws IOException when it cannot start, with a message for people
    void run() throws IOException, InterruptedException {
        requireFree("--port", options.port());
        requireFree("--admin", options.adminPort());
        SentinelCluster cluster = startBesideTheFront();
        DemoEvents events = new DemoEvents(cluster, narrator);
        DemoLoad load = new DemoLoad(options.load());
        shutdown.add(() -> sumUp(load.counters(), events));
        Front front = fronts.start(plan(cluster), events::tell);
        shutdown.add(front::stop);
        load.start(front.address());
        shutdown.add(load::stop);
        shutdown.add(schedule(cluster, load)::shutdownNow);
        greet(front, cluster, events);
        if (options.exitAfter().isPresent()) {
            shutdown.await(options.exitAfter().get());
        } else {
            shutdown.await();
        }
    }

    // SO_REUSEPORT would let the front bind a port that another one serves, without a word.
    private static void requireFree(String option, int port) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(LOOPBACK, new byte[] {127, 0, 0, 1});
        try (ServerSocket probe = new ServerSocket(port, 1, loopback)) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException(
                    option + ": " + port + " is in use (expected: a free port; 0 takes any)", e);
        }
    }

    private SentinelCluster startBesideTheFront() throws IOException, InterruptedException {
        FutureTask<SentinelCluster> starting = new FutureTask<>(this::startCluster);
        Thread.ofPlatform().daemon().name("demo-cluster").start(starting);
        fronts.prepare();
        try {
            return starting.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private SentinelCluster startCluster() throws IOException {
        SentinelCluster cluster = SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find);
        shutdown.add(cluster::close);
        return cluster;
    }

    private FrontFactory.Plan plan(SentinelCluster cluster) {
        return new FrontFactory.Plan(
                new HostPort(LOOPBACK, options.port()),
                new HostPort(LOOPBACK, options.adminPort()),
                cluster.plan().master(),
                cluster.sentinels());
    }

    private void greet(Front front, SentinelCluster cluster, DemoEvents events) {
        HostPort primary = cluster.servers().getFirst().address();
        narrator.show(
                "Redoubt serves "
                        + front.address()
                        + "\n  try it:            redis-cli -p "
                        + front.address().port()
                        + " set hello world"
                        + "\n  kill the primary:  "
                        + events.killHint(primary)
                        + "\n  health, metrics:   http://"
                        + front.admin()
                        + "/health, http://"
                        + front.admin()
                        + "/metrics\n  logs of Redis:     "
                        + cluster.folder()
                        + "\n  Ctrl-C ends everything.");
    }

    private ScheduledExecutorService schedule(SentinelCluster cluster, DemoLoad load) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("demo-timer").factory());
        Calamity calamity = new Calamity(cluster, narrator, timer);
        calamity.reviveAll();
        options.killPrimaryEvery().ifPresent(every -> repeat(timer, every, calamity::killPrimary));
        int perSecond = options.load().perSecond();
        if (perSecond > 0) {
            LoadReport report = new LoadReport(load.counters(), narrator, perSecond);
            repeat(timer, Duration.ofSeconds(1), report::tick);
        }
        return timer;
    }

    private static void repeat(ScheduledExecutorService timer, Duration every, Runnable task) {
        long millis = every.toMillis();
        var _ = timer.scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void sumUp(LoadCounters counters, DemoEvents events) {
        LoadCounters.View seen = counters.view();
        long longestNanos = Math.max(seen.longestNanos(), events.longestWaitNanos());
        StringBuilder line = new StringBuilder("sum: ");
        if (options.load().perSecond() > 0) {
            line.append(seen.answered()).append(" commands, ");
            line.append(LoadReport.troubles(seen)).append(", ");
        }
        line.append(events.moves()).append(" moves, longest wait ");
        narrator.tell(line.append(Narrator.millis(longestNanos)).toString());
    }
}
