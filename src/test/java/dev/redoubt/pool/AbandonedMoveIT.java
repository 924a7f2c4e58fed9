package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What a planned move sets at the servers for its own time is as before in the end, also if the
/// node that moves is killed in the middle.
@Timeout(480)
final class AbandonedMoveIT {
    private static final String AS_EVER = "[replica-priority, 100] [cluster-announce-ip, ]";

    private SentinelCluster cluster;

    @TempDir private Path folder;

    @BeforeEach
    void start() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(Duration.ofSeconds(15));
    }

    @AfterEach
    void end() {
        cluster.close();
    }

    private static String ask(HostPort server, String... command) {
        try (PlainClient client = new PlainClient(server)) {
            return client.ask(command);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String settings(HostPort server) {
        return ask(server, "CONFIG", "GET", "replica-priority")
                + " "
                + ask(server, "CONFIG", "GET", Mark.SETTING);
    }

    private List<HostPort> servers() {
        return cluster.servers().stream().map(RedisProcess::address).toList();
    }

    /// To whichever of the replicas.
    private void awaitMovable(PoolInTest pool) {
        pool.awaitServing();
        HostPort primary = pool.snapshot().primary().orElseThrow();
        for (HostPort server : servers()) {
            Await.until(
                    "nothing in the way of a move to " + server,
                    () ->
                            server.equals(primary)
                                    || pool.move(Optional.of(server), Request.Mode.DRY_RUN)
                                            .isDone());
        }
    }

    /// Also in the files of the servers, which the Sentinels have written in the middle.
    @Test
    void aMoveThatEndsLeavesNothing() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            awaitMovable(pool);
            Answer answer = pool.move(Optional.empty(), Request.Mode.CARRY_OUT);
            assertInstanceOf(Answer.Moved.class, answer, answer::words);
            for (HostPort server : servers()) {
                Await.until("as ever at " + server, () -> settings(server).equals(AS_EVER));
            }
            RedisProcess target =
                    cluster.servers().stream()
                            .filter(each -> each.address().equals(((Answer.Moved) answer).to()))
                            .findFirst()
                            .orElseThrow();
            String file =
                    ask(target.address(), "INFO", "server")
                            .lines()
                            .filter(line -> line.startsWith("config_file:"))
                            .map(line -> line.substring("config_file:".length()))
                            .findFirst()
                            .orElseThrow();
            String kept = Files.readString(Path.of(file));
            assertTrue(!kept.contains("redoubt-moving"), kept);
            assertTrue(!kept.contains("replica-priority 1\n"), kept);
        }
    }

    /// Another node finds what was left within two minutes, once no such move can be under way any
    /// more.
    @Test
    void whatAKilledNodeHasLeftIsSetBack() throws Exception {
        String sentinels =
                cluster.sentinels().stream()
                        .map(node -> "'" + node + "'")
                        .collect(Collectors.joining(", "));
        String backend = "backend: {sentinel: {master: mymaster, nodes: [" + sentinels + "]}}\n";
        try (PoolInTest other = PoolInTest.before(cluster, 1)) {
            awaitMovable(other);
            HostPort primary = other.snapshot().primary().orElseThrow();
            HostPort target =
                    servers().stream()
                            .filter(each -> !each.equals(primary))
                            .findFirst()
                            .orElseThrow();
            try (NodeProcess node = NodeProcess.start(folder.resolve("node.yml"), backend);
                    Launched move = node.launch("failover", "orders", "--to", target.toString())) {
                move.lineWith("set replica-priority of " + target);
                node.latest().send("KILL");
                long killedNanos = System.nanoTime();
                String left = settings(target);
                assertTrue(
                        left.startsWith(
                                "[replica-priority, 1] [cluster-announce-ip,"
                                        + " redoubt-moving-priority-100-1-"),
                        left);
                long mostNanos = TimeUnit.SECONDS.toNanos(60);
                Await.until(
                        "a minute, in which a move might be under way",
                        () -> System.nanoTime() - killedNanos >= mostNanos);
                assertEquals(left, settings(target));
                Await.until("as ever", () -> settings(target).equals(AS_EVER));
                System.out.printf(
                        "set back %d s after the node was killed%n",
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - killedNanos));
            }
            assertEquals(Optional.of(primary), other.snapshot().primary());
            Answer answer = other.move(Optional.of(target), Request.Mode.CARRY_OUT);
            assertInstanceOf(Answer.Moved.class, answer, answer::words);
            assertEquals(AS_EVER, settings(target));
        }
    }

    /// Another node moves the primary to a third server: what it has set is not touched.
    @Test
    void twoMovesDoNotUndoEachOther() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            awaitMovable(pool);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            List<HostPort> replicas =
                    servers().stream().filter(each -> !each.equals(primary)).toList();
            long later = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) + 80;
            String mark = "redoubt-moving-priority-100-1-" + later;
            ask(replicas.getFirst(), "CONFIG", "SET", Mark.SETTING, mark);
            ask(replicas.getFirst(), "CONFIG", "SET", "replica-priority", "1");
            Answer answer = pool.move(Optional.of(replicas.getLast()), Request.Mode.CARRY_OUT);
            Answer.NotMoved refused =
                    assertInstanceOf(Answer.NotMoved.class, answer, answer::words);
            assertTrue(
                    refused.words().contains("another planned move has set its replica-priority"),
                    refused::words);
            assertEquals(
                    "[replica-priority, 1] [cluster-announce-ip, " + mark + "]",
                    settings(replicas.getFirst()));
            assertEquals(AS_EVER, settings(replicas.getLast()));
        }
    }

    /// A move that begins before that takes what was left for its own.
    @Test
    void theNextMoveSetsBackWhatTheLastOneLeft() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            awaitMovable(pool);
            HostPort primary = pool.snapshot().primary().orElseThrow();
            HostPort target =
                    servers().stream()
                            .filter(each -> !each.equals(primary))
                            .findFirst()
                            .orElseThrow();
            long later = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis()) + 80;
            ask(target, "CONFIG", "SET", Mark.SETTING, "redoubt-moving-priority-100-1-" + later);
            ask(target, "CONFIG", "SET", "replica-priority", "1");
            Answer answer = pool.move(Optional.of(target), Request.Mode.CARRY_OUT);
            assertInstanceOf(Answer.Moved.class, answer, answer::words);
            Await.until("as ever", () -> settings(target).equals(AS_EVER));
        }
    }
}
