package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A planned move finds out beforehand what its users may not do, at all servers and Sentinels that
/// it would speak to.
@Timeout(180)
final class MoveRightsIT {
    private SentinelCluster cluster;
    private PoolInTest pool;
    private HostPort primary;

    @BeforeEach
    void start() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(Duration.ofSeconds(15));
        servers().forEach(each -> rule(each, "reset", "on", ">secret", "~*", "&*", "+@all"));
        cluster.sentinels().forEach(each -> rule(each, "reset", "on", ">secret", "&*", "+@all"));
        pool = PoolInTest.start(file());
        Await.until("nothing in the way of a move", () -> ask().isDone());
        primary = pool.snapshot().primary().orElseThrow();
    }

    @AfterEach
    void end() {
        pool.close();
        cluster.close();
    }

    private String file() {
        return """
        pools:
          orders:
            listen: 127.0.0.1:0
            backend:
              username: mover
              password: secret
              sentinel:
                master: mymaster
                nodes: [%s]
                username: mover
                password: secret
        """
                .formatted(
                        cluster.sentinels().stream()
                                .map(node -> "'" + node + "'")
                                .collect(Collectors.joining(", ")));
    }

    private List<HostPort> servers() {
        return cluster.servers().stream().map(RedisProcess::address).toList();
    }

    private List<HostPort> replicas() {
        return servers().stream().filter(each -> !each.equals(primary)).toList();
    }

    private static void rule(HostPort server, String... rules) {
        List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "mover"));
        command.addAll(List.of(rules));
        try (PlainClient client = new PlainClient(server)) {
            assertEquals("+OK", client.ask(command.toArray(String[]::new)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Answer ask() {
        return pool.move(Optional.empty(), Request.Mode.DRY_RUN);
    }

    private void assertRefused(String words) {
        Answer.Refused refused = assertInstanceOf(Answer.Refused.class, ask());
        assertTrue(
                refused.obstacles().stream().anyMatch(each -> each.contains(words)),
                refused::words);
    }

    @Test
    void whatServersRefuseStandsInTheWay() {
        for (String right : List.of("client|pause", "client|unpause", "client|kill", "replicaof")) {
            rule(primary, "-" + right);
            assertRefused("'" + right + "'");
            rule(primary, "+" + right);
        }
        replicas().forEach(each -> rule(each, "-config|set"));
        assertRefused("CONFIG SET replica-priority 1: ");
        replicas().forEach(each -> rule(each, "+config|set"));
        assertTrue(ask().isDone());
    }

    /// One that refuses takes no part, like one that is gone.
    @Test
    void aMajorityOfSentinelsHasToAllowIt() {
        for (String right : List.of("failover", "replicas", "get-master-addr-by-name")) {
            List<HostPort> sentinels = cluster.sentinels();
            rule(sentinels.get(0), "-sentinel|" + right);
            List<String> steps = new ArrayList<>();
            Answer one = pool.move(Optional.empty(), Request.Mode.DRY_RUN, steps::add);
            assertTrue(one.isDone(), one::words);
            assertTrue(
                    steps.toString().contains("does not take part: " + sentinels.get(0)),
                    steps::toString);
            rule(sentinels.get(1), "-sentinel|" + right);
            assertRefused("'sentinel|" + right + "'");
            assertRefused("sentinels that agree on " + primary + ": 1 of 3");
            sentinels.forEach(each -> rule(each, "+sentinel|" + right));
        }
    }

    /// As with Redis 6.2, which has no ACL DRYRUN.
    @Test
    void whatTheyDoNotTellIsSaidAndStopsNothing() {
        servers().forEach(each -> rule(each, "-acl"));
        cluster.sentinels().forEach(each -> rule(each, "-acl"));
        List<String> steps = new ArrayList<>();
        Answer dry = pool.move(Optional.empty(), Request.Mode.DRY_RUN, steps::add);
        HostPort to = assertInstanceOf(Answer.Movable.class, dry, dry::words).to();
        List<HostPort> untold = new ArrayList<>(cluster.sentinels());
        untold.addAll(List.of(primary, to));
        for (HostPort each : untold) {
            assertEquals(
                    1,
                    steps.stream()
                            .filter(step -> step.contains("not known whether " + each + " allows "))
                            .count(),
                    steps::toString);
        }
        Answer moved = pool.move(Optional.of(to), Request.Mode.CARRY_OUT);
        assertInstanceOf(Answer.Moved.class, moved, moved::words);
    }
}
