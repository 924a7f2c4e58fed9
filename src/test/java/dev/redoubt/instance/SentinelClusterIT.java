package dev.redoubt.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

class SentinelClusterIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    enum Binary implements SentinelCluster.BinarySource {
        FOUND {
            @Override
            public RedisBinary in(Path folder) throws IOException {
                return RedisBinary.find(folder);
            }
        },
        EMBEDDED {
            @Override
            public RedisBinary in(Path folder) throws IOException {
                return RedisBinary.embedded(folder);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherServerIsElectedWhenThePrimaryDies(Binary binary) throws IOException {
        List<ProcessHandle> handles;
        Path folder;
        try (SentinelCluster cluster = SentinelCluster.start(SentinelPlan.quick(), binary)) {
            handles = handles(cluster);
            folder = cluster.folder();
            cluster.awaitReadyToFailOver(DEADLINE);
            RedisProcess first = cluster.primary().orElseThrow();
            assertEquals("redis-1", first.name());

            first.kill();

            await(() -> cluster.primary().filter(now -> now != first).isPresent());
        }
        assertTrue(handles.stream().noneMatch(ProcessHandle::isAlive));
        assertFalse(Files.exists(folder));
    }

    @Test
    void aDeadPrimaryComesBackBelievingThatItIsPrimary() throws IOException {
        try (SentinelCluster cluster =
                SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find)) {
            cluster.awaitReadyToFailOver(DEADLINE);
            RedisProcess first = cluster.primary().orElseThrow();
            first.kill();
            assertTrue(first.pid().isEmpty());
            await(() -> cluster.primary().filter(now -> now != first).isPresent());

            first.start();
            first.awaitAnswer(DEADLINE);

            assertEquals("master", Probe.ask(first.address(), "ROLE").getFirst());
            assertNotEquals(first, cluster.primary().orElseThrow());
        }
    }

    @Test
    void twoClustersLiveBesideEachOther() throws IOException {
        try (SentinelCluster one = SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find);
                SentinelCluster two =
                        SentinelCluster.start(SentinelPlan.quick(), RedisBinary::find)) {
            assertNotEquals(one.folder(), two.folder());
            assertEquals("redis-1", one.primary().orElseThrow().name());
            assertEquals("redis-1", two.primary().orElseThrow().name());
        }
    }

    @Test
    void aProcessThatEndsAtOnceIsTold() {
        Path noRedis = Path.of("/bin/false");

        StartFailed failure =
                assertThrows(
                        StartFailed.class,
                        () ->
                                SentinelCluster.start(
                                        SentinelPlan.quick(), _ -> new RedisBinary(noRedis)));

        assertTrue(failure.toString().contains("redis-1: ended at its start"), failure::toString);
    }

    @Test
    void aPortThatAnotherRedisTookIsNotMistakenForOurs(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("watched");
        try (Watcher watcher = Watcher.start(folder)) {
            RedisBinary binary = RedisBinary.find(folder);
            HostPort address = FreePorts.take(1).getFirst();
            RedisProcess first = begin(ProcessPlan.primary("redis-1", address), binary, watcher);
            first.awaitAnswer(DEADLINE);

            RedisProcess second = begin(ProcessPlan.primary("redis-2", address), binary, watcher);

            assertThrows(RedisProcess.PortTaken.class, () -> second.awaitAnswer(DEADLINE));
        }
    }

    private static RedisProcess begin(ProcessPlan plan, RedisBinary binary, Watcher watcher)
            throws IOException {
        RedisProcess process = new RedisProcess(plan, binary, watcher);
        process.prepare();
        process.start();
        return process;
    }

    private static List<ProcessHandle> handles(SentinelCluster cluster) {
        return cluster.processes().stream()
                .map(process -> ProcessHandle.of(process.pid().orElseThrow()).orElseThrow())
                .toList();
    }

    private static void await(BooleanSupplier condition) throws IOException {
        long startNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - startNanos < DEADLINE.toNanos(), "not in time");
            Probe.pause(Duration.ofMillis(20));
        }
    }
}
