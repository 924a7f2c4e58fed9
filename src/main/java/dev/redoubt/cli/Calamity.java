package dev.redoubt.cli;

import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Kills primaries on schedule, and brings back whatever died, by its hand or the user's, so that
/// there is always somebody to fail over to. A primary comes back as a crashed machine would:
/// believing that it still is one. Runs on the demo's timer.
final class Calamity {
    private static final Duration REST = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final SentinelCluster cluster;
    private final Narrator narrator;
    private final ScheduledExecutorService timer;

    Calamity(SentinelCluster cluster, Narrator narrator, ScheduledExecutorService timer) {
        this.cluster = cluster;
        this.narrator = narrator;
        this.timer = timer;
    }

    /// From now on the dead come back.
    void reviveAll() {
        cluster.processes().forEach(this::reviveWhenDead);
    }

    /// kill -9 of the present primary, unless that would leave nobody.
    void killPrimary() {
        Optional<RedisProcess> primary = cluster.primary();
        OptionalLong pid = primary.map(RedisProcess::pid).orElse(OptionalLong.empty());
        if (primary.isEmpty() || pid.isEmpty() || !cluster.readyToFailOver()) {
            narrator.tell("not killed: the primary has no replica in step yet");
            return;
        }
        narrator.tell("kill -9 " + pid.getAsLong() + ": the primary " + primary.get());
        primary.get().kill();
    }

    private void reviveWhenDead(RedisProcess process) {
        process.ended()
                .thenRun(() -> later(REST, () -> revive(process, System.nanoTime())))
                .exceptionally(_ -> null);
    }

    private void revive(RedisProcess process, long sinceNanos) {
        // Back before the others have elected, and without its data, it would empty its replicas.
        boolean expected = cluster.primary().filter(process::equals).isPresent();
        if (expected && System.nanoTime() - sinceNanos < PATIENCE.toNanos()) {
            later(Duration.ofMillis(500), () -> revive(process, sinceNanos));
            return;
        }
        try {
            process.start();
            process.awaitAnswer(REST);
            String belief = process.believesPrimary() ? ", believing that it is primary" : "";
            narrator.tell("back: " + process + belief);
        } catch (IOException e) {
            narrator.tell("not back: " + e.getMessage());
        }
        reviveWhenDead(process);
    }

    private void later(Duration delay, Runnable task) {
        try {
            var _ = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The demo ends: the dead stay dead.
        }
    }
}
