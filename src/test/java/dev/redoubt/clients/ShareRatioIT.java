package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.admin.AdminServer;
import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.LeakCheck;
import dev.redoubt.peers.RawClient;
import dev.redoubt.peers.RawClients;
import dev.redoubt.peers.RealRedis;
import dev.redoubt.snapshot.Move;
import dev.redoubt.snapshot.NodeView;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// What a pool tells of the links that its clients take, beside what Redis itself sees of them.
@ExtendWith(LeakCheck.class)
class ShareRatioIT {
    private static final int CLIENTS = 1000;
    private static final int LOOPS = 2;

    private final RealRedis redis = RealRedis.installed();
    private final RawClients clients = new RawClients();
    private Front front = Front.start(file(1));

    private String file(int links) {
        return Front.file(redis.address(), "", "links: " + links)
                .replace("workers: 1", "workers: " + LOOPS);
    }

    @AfterEach
    void stop() throws IOException {
        clients.close();
        front.close();
        redis.close();
    }

    private RawClient client() throws IOException {
        return clients.connect(front.address());
    }

    private long links() {
        return redis.clients().stream()
                .filter(line -> line.contains(" name=redoubt:front "))
                .count();
    }

    /// Sessions on private links now, by what keeps them there.
    private Map<PrivateNeed, Long> kept() {
        return present(front.snapshot().sharing().sessions());
    }

    private Map<PrivateNeed, Long> turns() {
        return present(front.snapshot().sharing().turns());
    }

    private static Map<PrivateNeed, Long> present(Map<PrivateNeed, Long> counts) {
        return counts.entrySet().stream()
                .filter(each -> each.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// What the node tells over HTTP; text where there is one.
    private String page(String path) {
        NodeView node =
                new NodeView() {
                    @Override
                    public List<PoolSnapshot> pools() {
                        return List.of(front.snapshot());
                    }

                    @Override
                    public List<Move> moves() {
                        return List.of();
                    }

                    @Override
                    public long faults() {
                        return front.faults();
                    }
                };
        AdminConfig config = new AdminConfig(new HostPort("127.0.0.1", 0), null);
        try (AdminServer admin = AdminServer.start(config, node, ShareRatioIT::takeNoOrder);
                HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://" + admin.address() + path);
            HttpRequest request =
                    HttpRequest.newBuilder(uri).header("Accept", "text/plain").build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static Answer takeNoOrder(Request request, Consumer<String> steps) {
        throw new AssertionError(request);
    }

    /// The status has this line, and the metrics these.
    private void assertTold(String shared, List<String> metrics) {
        awaitLinksTold(links());
        String status = page("/status");
        assertTrue(status.endsWith("; " + CLIENTS + " clients: " + shared + "\n"), status);
        String scraped = page("/metrics");
        for (String metric : metrics) {
            assertTrue(scraped.contains("\nredoubt_pool_" + metric + "\n"), metric);
        }
    }

    private void awaitKept(Map<PrivateNeed, Long> expected) {
        RealRedis.await("private sessions " + expected, () -> kept().equals(expected));
    }

    /// The number of links is counted four times a second.
    private void awaitLinksTold(long links) {
        RealRedis.await(links + " links", () -> front.snapshot().sharedLinks() == links);
    }

    private void awaitKept(PrivateNeed need) {
        awaitKept(Map.of(need, 1L));
    }

    private void setAndGet(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            clients.get(i).send("SET", "k" + i, "v" + i);
            clients.get(i).send("GET", "k" + i);
        }
        for (int i = 0; i < count; i++) {
            assertEquals("+OK\r\n", clients.get(i).reply());
            String value = "v" + i;
            assertEquals("$" + value.length() + "\r\n" + value + "\r\n", clients.get(i).reply());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aThousandPlainClientsAllShare(int linksPerLoop) throws IOException {
        front.close();
        front = Front.start(file(linksPerLoop));
        for (int i = 0; i < CLIENTS; i++) {
            client();
        }
        for (int round = 0; round < 3; round++) {
            setAndGet(CLIENTS);
            PoolSnapshot now = front.snapshot();
            assertEquals(CLIENTS, now.clients());
            assertEquals(CLIENTS, now.sharedSessions());
            assertEquals(0, now.sharing().privateTurns());
            assertEquals(0, now.privateLinks());
            long links = links();
            assertTrue(links <= (long) linksPerLoop * LOOPS, links + " links");
            awaitLinksTold(links);
        }
    }

    @Test
    void whoNeedsALinkIsToldWithTheReasonUntilThatIsOver() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            client();
        }
        RawClient subscriber = clients.get(0);
        RawClient transaction = clients.get(1);
        RawClient blocked = clients.get(2);
        subscriber.ask("SUBSCRIBE", "c");
        transaction.ask("MULTI");
        blocked.send("BLPOP", "l", "0");
        awaitKept(
                Map.of(
                        PrivateNeed.SUBSCRIBE, 1L,
                        PrivateNeed.MULTI, 1L,
                        PrivateNeed.BLOCKING, 1L));
        assertTold(
                "997 shared on 2 links, 3 private (1 multi, 1 subscribe, 1 blocking)",
                List.of(
                        "sessions{kind=\"shared\",pool=\"front\"} 997.0",
                        "sessions{kind=\"private\",pool=\"front\"} 3.0",
                        "private_sessions{pool=\"front\",reason=\"multi\"} 1.0",
                        "private_sessions{pool=\"front\",reason=\"subscribe\"} 1.0",
                        "private_sessions{pool=\"front\",reason=\"blocking\"} 1.0"));

        subscriber.ask("UNSUBSCRIBE", "c");
        assertEquals("*0\r\n", transaction.ask("EXEC"));
        clients.get(3).ask("RPUSH", "l", "e");
        blocked.reply();
        awaitKept(Map.of());
        setAndGet(CLIENTS);
        assertTold(
                "1000 shared on 2 links, 0 private",
                List.of(
                        "sessions{kind=\"shared\",pool=\"front\"} 1000.0",
                        "sessions{kind=\"private\",pool=\"front\"} 0.0",
                        "private_sessions{pool=\"front\",reason=\"blocking\"} 0.0",
                        "private_turns_total{pool=\"front\",reason=\"blocking\"} 1.0"));
        assertEquals(
                Map.of(
                        PrivateNeed.SUBSCRIBE, 1L,
                        PrivateNeed.MULTI, 1L,
                        PrivateNeed.BLOCKING, 1L),
                turns());
    }

    @Test
    void whatComesLaterOnTheSameLinkIsToldWhereItLastsLonger() throws IOException {
        RawClient client = client();
        client.ask("WATCH", "k");
        awaitKept(PrivateNeed.WATCH);
        client.ask("MULTI");
        awaitKept(PrivateNeed.MULTI);
        client.ask("DISCARD");
        awaitKept(Map.of());
        client.send("SELECT", "1");
        client.sendBytes(RawClient.request("WATCH", "k") + RawClient.request("SUBSCRIBE", "c"));
        client.reply();
        client.reply();
        client.reply();
        awaitKept(PrivateNeed.SUBSCRIBE);
        client.ask("UNSUBSCRIBE");
        awaitKept(PrivateNeed.WATCH);
        client.ask("CLIENT", "NO-EVICT", "ON");
        awaitKept(PrivateNeed.CLIENT);
        client.ask("UNWATCH");
        awaitKept(PrivateNeed.CLIENT);
        client.ask("RESET");
        awaitKept(Map.of());
    }

    @Test
    void everyShortTurnIsCountedForItsCommand() throws IOException {
        RawClient client = client();
        client.ask("SELECT", "3");
        client.ask("HELLO", "3");
        client.ask("CLIENT", "SETNAME", "n");
        client.ask("SCRIPT", "EXISTS", "a");
        client.ask("WAIT", "0", "1");
        client.ask("BLPOP", "l", "0.01");
        client.ask("AUTH", "u", "p");
        client.ask("SET", "large", "x".repeat(3 << 20));
        awaitKept(Map.of());
        assertEquals(
                Map.of(
                        PrivateNeed.SELECT, 1L,
                        PrivateNeed.HELLO, 1L,
                        PrivateNeed.CLIENT, 1L,
                        PrivateNeed.SCRIPT, 1L,
                        PrivateNeed.WAIT, 1L,
                        PrivateNeed.BLOCKING, 1L,
                        PrivateNeed.AUTH, 1L,
                        PrivateNeed.LARGE_REQUEST, 1L),
                turns());
    }

    @Test
    void whoMonitorsOrLeavesAtOnceIsCountedRightly() throws IOException {
        RawClient monitor = client();
        monitor.ask("MONITOR");
        awaitKept(PrivateNeed.MONITOR);
        monitor.close();
        awaitKept(Map.of());
        RawClient silent = client();
        silent.send("CLIENT", "REPLY", "OFF");
        awaitKept(PrivateNeed.CLIENT);
        silent.close();
        awaitKept(Map.of());
        RawClient blocked = client();
        blocked.send("BLPOP", "l", "0");
        awaitKept(PrivateNeed.BLOCKING);
        blocked.reset();
        awaitKept(Map.of());
        RealRedis.await("no clients", () -> front.snapshot().clients() == 0);
        assertEquals(0, front.snapshot().sharedSessions());
    }
}
