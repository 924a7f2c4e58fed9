package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.InfoText;
import dev.redoubt.failover.PriorityStep.Mark;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The trap: a primary that was cut off with many writes comes back, is demoted, and cannot sync.
/// When its successor dies, Sentinel compares offsets of different histories and elects it.
@Timeout(180)
class DemotionIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private SentinelCluster cluster;
    private RedisProcess old;

    @BeforeEach
    void startServers() throws IOException {
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofMillis(1500));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(DEADLINE);
        old = cluster.servers().getFirst();
    }

    @AfterEach
    void endServers() {
        cluster.close();
    }

    private static String ask(HostPort server, String... command) throws IOException {
        try (PlainClient client = new PlainClient(server)) {
            return client.ask(command);
        }
    }

    private static InfoText replication(RedisProcess server) throws IOException {
        return InfoText.of(ask(server.address(), "INFO", "replication"));
    }

    private static String configured(RedisProcess server, String name) throws IOException {
        return ask(server.address(), "CONFIG", "GET", name);
    }

    private static String priority(RedisProcess server) throws IOException {
        return configured(server, "replica-priority");
    }

    private static void signal(RedisProcess process, String name) throws Exception {
        String pid = String.valueOf(process.pid().orElseThrow());
        assertEquals(0, new ProcessBuilder("kill", "-" + name, pid).start().waitFor());
    }

    /// Whether somebody without a name asked for its settings last, as the pool does.
    private static boolean hasLooked(RedisProcess server) throws IOException {
        return ask(server.address(), "CLIENT", "LIST")
                .lines()
                .anyMatch(line -> line.contains(" name= ") && line.contains("cmd=exec"));
    }

    /// Where a majority says the primary is.
    private HostPort named() throws IOException {
        List<String> seen = new ArrayList<>();
        for (HostPort sentinel : cluster.sentinels()) {
            seen.add(ask(sentinel, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"));
        }
        String majority =
                seen.stream()
                        .filter(one -> seen.stream().filter(one::equals).count() >= 2)
                        .findFirst()
                        .orElse("[none, 0]");
        String[] words = majority.substring(1, majority.length() - 1).split(", ", -1);
        return new HostPort(words[0], Integer.parseInt(words[1]));
    }

    private void awaitNamedOtherThan(HostPort before) {
        Await.until(
                "another primary",
                () -> {
                    HostPort now = named();
                    return now.port() != 0 && !now.equals(before);
                });
    }

    /// Ends with the old primary back, demoted, and unable to log in at its successor.
    private void cutOffDemoteAndKeepApart() throws Exception {
        List<RedisProcess> replicas = cluster.servers().subList(1, 3);
        for (RedisProcess replica : replicas) {
            ask(replica.address(), "CONFIG", "SET", "masterauth", "wrong");
        }
        ask(old.address(), "CLIENT", "KILL", "TYPE", "replica");
        try (PlainClient client = new PlainClient(old.address())) {
            for (int i = 0; i < 500; i++) {
                assertEquals("+OK", client.ask("SET", "lost" + i, "x".repeat(10_000)));
            }
            client.ask("CONFIG", "SET", "masterauth", "wrong");
        }
        signal(old, "STOP");
        for (RedisProcess replica : replicas) {
            ask(replica.address(), "CONFIG", "SET", "masterauth", "");
        }
        awaitNamedOtherThan(old.address());
        signal(old, "CONT");
        Await.until(
                "the demotion",
                () -> {
                    try {
                        return replication(old).text("role").equals("slave");
                    } catch (IOException closedByTheDemotion) {
                        return false;
                    }
                });
        RedisProcess successor = cluster.server(named()).orElseThrow();
        Await.until(
                "the other replica",
                () -> replication(successor).text("slave0").contains("state=online"));
        assertEquals("down", replication(old).text("master_link_status"));
        long ahead = replication(old).number("master_repl_offset").orElseThrow();
        assertTrue(ahead > replication(successor).number("master_repl_offset").orElseThrow() * 10);
    }

    /// Returns who is elected in its place.
    private HostPort killSuccessor() throws Exception {
        HostPort successor = named();
        try (PlainClient client = new PlainClient(successor)) {
            assertEquals("+OK", client.ask("SET", "precious", "kept"));
            assertEquals(":1", client.ask("WAIT", "1", "5000"));
        }
        cluster.server(successor).orElseThrow().kill();
        awaitNamedOtherThan(successor);
        return named();
    }

    @Test
    void withoutRedoubtItIsElected() throws Exception {
        cutOffDemoteAndKeepApart();
        assertEquals(old.address(), killSuccessor());
        assertEquals("nil", ask(old.address(), "GET", "precious"));
    }

    @Test
    void withRedoubtItIsNotElectedAndGetsItsPriorityBack() throws Exception {
        ask(old.address(), "CONFIG", "SET", "replica-priority", "90");
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                PoolInTest second = PoolInTest.before(cluster, 1);
                CapturedLog log = new CapturedLog()) {
            pool.awaitServing();
            second.awaitServing();
            cutOffDemoteAndKeepApart();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            String mark = configured(old, Mark.SETTING);
            assertTrue(mark.contains(Mark.of(90).text()), mark);

            HostPort elected = killSuccessor();
            assertNotEquals(old.address(), elected);
            assertEquals("kept", ask(elected, "GET", "precious"));
            assertEquals("[replica-priority, 0]", priority(old));

            ask(old.address(), "CONFIG", "SET", "masterauth", "");
            Await.until("its priority", () -> priority(old).equals("[replica-priority, 90]"));
            assertEquals("up", replication(old).text("master_link_status"));
            Await.until(
                    "no mark",
                    () -> configured(old, Mark.SETTING).equals("[cluster-announce-ip, ]"));
            Path file = old.log().resolveSibling("redis.conf");
            Await.until(
                    "the file",
                    () -> {
                        String text = Files.readString(file);
                        return text.contains("priority 90") && !text.contains(Mark.SETTING);
                    });
            assertTrue(log.with("its replica-priority is 0 until it is").size() >= 1);
            assertTrue(log.with("its replica-priority is 90 again").size() >= 1);
        }
    }

    private PoolInTest durable(String replicas) throws IOException {
        return PoolInTest.start(
                """
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend:
                      username: redoubt
                      password: pw
                      sentinel: {master: mymaster, nodes: %s}
                    failover: {durability: {replicas: %s, timeout: 300ms}}
                """
                        .formatted(
                                cluster.sentinels().stream().map(each -> "'" + each + "'").toList(),
                                replicas));
    }

    /// The keys that were acknowledged.
    private static List<String> write(PoolInTest pool, String name) throws IOException {
        List<String> acknowledged = new ArrayList<>();
        try (PlainClient client = new PlainClient(pool.address())) {
            for (int i = 0; i < 10; i++) {
                if (client.ask("SET", name + i, "1").equals("+OK")) {
                    acknowledged.add(name + i);
                }
            }
        }
        return acknowledged;
    }

    private List<String> missing(List<String> acknowledged) throws IOException {
        List<String> missing = new ArrayList<>();
        for (String key : acknowledged) {
            if (ask(old.address(), "EXISTS", key).equals(":0")) {
                missing.add(key);
            }
        }
        return missing;
    }

    /// It is elected where Redoubt may not set its priority. One replica's word is worth nothing
    /// then; that of all includes its own.
    @Test
    void whatAllAcknowledgedItHas() throws Exception {
        for (RedisProcess server : cluster.servers()) {
            ask(
                    server.address(),
                    "ACL",
                    "SETUSER",
                    "redoubt",
                    "on",
                    ">pw",
                    "~*",
                    "&*",
                    "+@all",
                    "-config");
        }
        try (PoolInTest one = durable("1");
                PoolInTest all = durable("all")) {
            one.awaitServing();
            all.awaitServing();
            Await.until("all", () -> write(all, "before").size() == 10);
            cutOffDemoteAndKeepApart();
            Await.until("one", () -> write(one, "one").size() == 10);
            List<String> byOne = write(one, "one");
            List<String> byAll = write(all, "all");
            assertEquals(old.address(), killSuccessor());
            assertTrue(missing(byOne).size() > 0, "nothing was lost: this shows nothing");
            assertEquals(List.of(), missing(byAll));
        }
    }

    @Test
    void whatACrashLeftBehindIsSetRight() throws Exception {
        RedisProcess replica = cluster.servers().get(1);
        ask(replica.address(), "CONFIG", "SET", Mark.SETTING, Mark.of(70).text());
        ask(replica.address(), "CONFIG", "SET", "replica-priority", "0");
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            pool.awaitServing();
            Await.until("its priority", () -> priority(replica).equals("[replica-priority, 70]"));
        }
    }

    @Test
    void anOperatorsZeroStays() throws Exception {
        RedisProcess replica = cluster.servers().get(1);
        ask(replica.address(), "CONFIG", "SET", "replica-priority", "0");
        try (PoolInTest pool = PoolInTest.before(cluster, 1);
                CapturedLog log = new CapturedLog()) {
            pool.awaitServing();
            String words = replica.address() + " is never elected: replica-priority: 0";
            Await.until("the log", () -> log.with(words).size() == 1);
            assertEquals("[replica-priority, 0]", priority(replica));
        }
    }

    /// The next process has never seen it as primary.
    @Test
    void whoTakesOverProtectsItAsWell() throws Exception {
        try (PoolInTest second = successor(PoolInTest.file(cluster.sentinels(), "", 1))) {
            assertEquals("[replica-priority, 0]", priority(old));
            // It was restarted with another file, say.
            ask(old.address(), "CONFIG", "SET", Mark.SETTING, "");
            ask(old.address(), "CONFIG", "SET", "replica-priority", "100");
            Await.until("priority 0 again", () -> priority(old).endsWith(", 0]"));

            ask(old.address(), "CONFIG", "SET", "masterauth", "");
            Await.until("its priority", () -> priority(old).equals("[replica-priority, 100]"));
            assertTrue(second.snapshot().primary().isPresent());
        }
    }

    /// One that took over when the old primary was demoted and kept apart.
    private PoolInTest successor(String file) throws Exception {
        try (PoolInTest first = PoolInTest.start(file)) {
            first.awaitServing();
            cutOffDemoteAndKeepApart();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            Await.until("a look", () -> hasLooked(old));
            PoolInTest second = PoolInTest.succeeding(first, file);
            second.awaitServing();
            first.bequeath();
            return second;
        }
    }

    @Test
    void anOrderlyEndSetsBackWhatIsStillZero() throws Exception {
        try (PoolInTest pool = PoolInTest.before(cluster, 1)) {
            pool.awaitServing();
            cutOffDemoteAndKeepApart();
            Await.until("priority 0", () -> priority(old).endsWith(", 0]"));
            // The demotion has ended every connection: the pool must be back to set anything.
            Await.until("a look", () -> hasLooked(old));
        }
        Await.until("its priority", () -> priority(old).equals("[replica-priority, 100]"));
        assertEquals("[cluster-announce-ip, ]", configured(old, Mark.SETTING));
    }
}
