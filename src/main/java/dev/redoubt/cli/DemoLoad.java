package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A steady stream of requests over real client connections, each on a virtual thread.
///
/// Started and stopped by one thread.
final class DemoLoad {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private final DemoOptions.LoadPlan plan;
    private final LoadCounters counters = new LoadCounters();
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /// A load that has not begun.
    DemoLoad(DemoOptions.LoadPlan plan) {
        this.plan = plan;
    }

    /// Connects to `server` and begins; the clients' turns are spread evenly.
    void start(HostPort server) {
        if (plan.perSecond() == 0) {
            return;
        }
        long betweenNanos = 1_000_000_000L / plan.perSecond();
        Duration interval = Duration.ofNanos(betweenNanos * plan.connections());
        long startNanos = System.nanoTime();
        for (int i = 0; i < plan.connections(); i++) {
            long first = startNanos + i * betweenNanos;
            LoadClient client = new LoadClient(server, "c" + (i + 1), counters, first, interval);
            clients.add(client);
            threads.add(Thread.ofVirtual().name("load-", i).start(client));
        }
    }

    LoadCounters counters() {
        return counters;
    }

    /// Sends no more and waits a little for the answers that are still out.
    void stop() {
        clients.forEach(LoadClient::stop);
        long deadlineNanos = System.nanoTime() + LAST_ANSWERS.toNanos();
        try {
            for (Thread thread : threads) {
                long leftNanos = Math.max(1, deadlineNanos - System.nanoTime());
                // Who is not done by then waits for a primary that will not come.
                boolean _ = thread.join(Duration.ofNanos(leftNanos));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
