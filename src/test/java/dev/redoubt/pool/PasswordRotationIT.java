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

/// docs/operations.md, "Change a password": of Redis, of the Sentinels, and of what they use with
/// each other, under load. The node that is started with the new ones stands for a rolling restart.
@Timeout(180)
class PasswordRotationIT {
    private static final String OLD = "long-in-use";
    private static final String NEW = "never-seen-before";

    private final List<LedgerClient> clients = new ArrayList<>();
    private final List<PoolInTest> nodes = new ArrayList<>();
    private SentinelCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster =
                SentinelCluster.start(
                        SentinelPlan.quick().withDownAfter(Duration.ofSeconds(5)),
                        RedisBinary::find);
        cluster.awaitReadyToFailOver(Duration.ofSeconds(15));
        for (HostPort each : servers()) {
            assertEquals("+OK", ask(each, "", "CONFIG", "SET", "masterauth", OLD));
            assertEquals("+OK", ask(each, "", "CONFIG", "SET", "requirepass", OLD));
        }
        for (HostPort each : cluster.sentinels()) {
            ask(each, "", "SENTINEL", "DEBUG", "info-period", "500");
            assertEquals("+OK", ask(each, "", "SENTINEL", "SET", "mymaster", "auth-pass", OLD));
            assertEquals("+OK", ask(each, "", "SENTINEL", "CONFIG", "SET", "sentinel-pass", OLD));
            assertEquals("+OK", ask(each, "", "ACL", "SETUSER", "default", "resetpass", ">" + OLD));
        }
    }

    @AfterEach
    void end() throws IOException {
        for (LedgerClient each : clients) {
            each.close();
        }
        nodes.forEach(PoolInTest::close);
        cluster.close();
    }

    private List<HostPort> servers() {
        return cluster.servers().stream().map(RedisProcess::address).toList();
    }

    /// @param password nothing for none
    private static String ask(HostPort server, String password, String... command)
            throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            if (!password.isEmpty()) {
                assertEquals("+OK", client.ask("AUTH", password));
            }
            return client.ask(command);
        }
    }

    private void all(List<HostPort> where, String password, String... command) throws IOException {
        for (HostPort each : where) {
            assertEquals("+OK", ask(each, password, command), each::toString);
        }
    }

    private PoolInTest node(String password) throws IOException {
        String sentinels =
                String.join(
                        ", ", cluster.sentinels().stream().map(each -> "'" + each + "'").toList());
        PoolInTest node =
                PoolInTest.start(
                        """
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend:
                              password: %s
                              sentinel: {master: mymaster, nodes: [%s], password: %s}
                        """
                                .formatted(password, sentinels, password));
        nodes.add(node);
        node.awaitServing();
        return node;
    }

    private void awaitProgress() {
        LedgerClient.awaitProgress(clients);
    }

    private void connect(String name, PoolInTest node) throws IOException {
        for (int i = 0; i < 4; i++) {
            clients.add(LedgerClient.start(name + i, node.address(), 100));
        }
        awaitProgress();
    }

    private void settle(HostPort primary, String password) throws Exception {
        awaitProgress();
        try (PlainClient server = new PlainClient(primary)) {
            assertEquals("+OK", server.ask("AUTH", password));
            for (LedgerClient each : clients) {
                each.settle(server);
                each.close();
            }
        }
        clients.clear();
    }

    @Test
    void nobodyNotices() throws Exception {
        List<HostPort> sentinels = cluster.sentinels();
        PoolInTest before = node(OLD);
        connect("before", before);
        // 1: everybody takes both
        all(servers(), OLD, "ACL", "SETUSER", "default", ">" + NEW);
        all(sentinels, OLD, "ACL", "SETUSER", "default", ">" + NEW);
        awaitProgress();
        // 2: everybody uses the new one
        all(servers(), OLD, "CONFIG", "SET", "masterauth", NEW);
        all(sentinels, OLD, "SENTINEL", "SET", "mymaster", "auth-pass", NEW);
        all(sentinels, OLD, "SENTINEL", "CONFIG", "SET", "sentinel-pass", NEW);
        awaitProgress();
        // 3: so does Redoubt
        PoolInTest after = node(NEW);
        settle(after.snapshot().primary().orElseThrow(), NEW);
        nodes.remove(before);
        before.close();
        connect("after", after);
        // 4: nobody takes the old one
        all(servers(), OLD, "CONFIG", "SET", "requirepass", NEW);
        all(sentinels, OLD, "ACL", "SETUSER", "default", "<" + OLD);
        all(servers(), NEW, "CONFIG", "REWRITE");
        all(sentinels, NEW, "SENTINEL", "FLUSHCONFIG");
        awaitProgress();
        assertTrue(ask(servers().getFirst(), "", "AUTH", OLD).startsWith("-WRONGPASS"));
        assertTrue(ask(sentinels.getFirst(), "", "AUTH", OLD).startsWith("-WRONGPASS"));
        // It holds where everybody connects anew.
        Await.until(
                "nothing in the way of a move",
                () -> after.move(Optional.empty(), Request.Mode.DRY_RUN).isDone());
        Answer answer = after.move(Optional.empty(), Request.Mode.CARRY_OUT);
        Answer.Moved moved = assertInstanceOf(Answer.Moved.class, answer, answer::words);
        settle(moved.to(), NEW);
        restartsWithIt(moved.from());
    }

    /// The files have it as well: a server and a Sentinel that are restarted are there again.
    private void restartsWithIt(HostPort server) throws Exception {
        RedisProcess redis = cluster.server(server).orElseThrow();
        redis.kill();
        redis.start();
        Await.until(
                "the server in sync",
                () -> ifThere(server, "INFO", "replication").contains("master_link_status:up"));
        HostPort node = cluster.sentinels().getFirst();
        RedisProcess sentinel =
                cluster.processes().stream()
                        .filter(each -> each.address().equals(node))
                        .findFirst()
                        .orElseThrow();
        sentinel.kill();
        sentinel.start();
        Await.until(
                "the Sentinel's quorum",
                () -> ifThere(node, "SENTINEL", "CKQUORUM", "mymaster").startsWith("+OK 3 "));
    }

    private static String ifThere(HostPort server, String... command) {
        try {
            return ask(server, NEW, command);
        } catch (IOException _) {
            return "";
        }
    }
}
