package dev.redoubt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.instance.RedisBinary;
import dev.redoubt.instance.RedisProcess;
import dev.redoubt.instance.SentinelCluster;
import dev.redoubt.instance.SentinelPlan;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// What a node tells of its moves, with real servers and Sentinels behind it.
@Timeout(90)
class MovesIT {
    private static final Duration DEADLINE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final String TIME = "\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"";

    private final HttpClient http = HttpClient.newHttpClient();
    private SentinelCluster cluster;
    private Front front;

    @BeforeEach
    void start() throws IOException {
        // A server that is started again at once must not be failed over.
        SentinelPlan plan = SentinelPlan.quick().withDownAfter(Duration.ofMillis(2500));
        cluster = SentinelCluster.start(plan, RedisBinary::find);
        cluster.awaitReadyToFailOver(DEADLINE);
        FrontFactory.Plan frontPlan =
                new FrontFactory.Plan(
                        new HostPort("127.0.0.1", 0),
                        new HostPort("127.0.0.1", 0),
                        plan.master(),
                        cluster.sentinels());
        front = new NodeFront.Factory().start(frontPlan, event -> {});
        try (PlainClient client = new PlainClient(front.address())) {
            assertEquals("+OK", client.ask("SET", "a", "1"));
            assertEquals(":2", client.ask("WAIT", "2", "5000"));
        }
        // Through Redoubt one would not see it.
        try (PlainClient client = new PlainClient(cluster.servers().getFirst().address())) {
            RealSentinels.await("a look at the primary's history", () -> isLookedAt(client));
        }
    }

    /// Whether one has asked the primary for INFO that is no Sentinel.
    private static boolean isLookedAt(PlainClient client) {
        try {
            return client.ask("CLIENT", "LIST", "TYPE", "normal")
                    .lines()
                    .anyMatch(line -> line.contains(" name= ") && line.contains(" cmd=info"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void end() {
        http.close();
        if (front != null) {
            front.stop();
        }
        cluster.close();
    }

    private String page(String path) {
        URI uri = URI.create("http://" + front.admin() + path);
        try {
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    void aFailoverIsToldWithItsTimeline() throws IOException {
        RedisProcess old = cluster.servers().getFirst();
        assertEquals("{\"moves\":[]}\n", page("/moves"));
        old.kill();
        try (PlainClient client = new PlainClient(front.address())) {
            assertEquals("1", client.ask("GET", "a"));
        }
        String told = awaitMove();
        System.out.println(told);
        String to = cluster.primary().orElseThrow().address().toString();
        assertTrue(told.contains("\"from\":\"" + old.address() + "\",\"to\":\"" + to), told);
        for (String step :
                List.of(
                        "lost",
                        "last_answer",
                        "suspected",
                        "agreed_down",
                        "elected",
                        "announced",
                        "named",
                        "first_command")) {
            assertTrue(Pattern.compile("\"" + step + "\":" + TIME).matcher(told).find(), step);
        }
        assertTrue(told.contains("\"held\":1,"), told);
        assertTrue(told.contains("\"verdict\":\"complete\""), told);
        String metrics = page("/metrics");
        assertTrue(metrics.contains("redoubt_pool_primary_moves_total{pool=\"demo\"} 1.0"));
        assertTrue(metrics.contains("redoubt_pool_history_breaks_total{pool=\"demo\"} 0.0"));
        assertTrue(
                Pattern.compile("redoubt_pool_last_move_pause_seconds\\{pool=\"demo\"} [1-9]")
                        .matcher(metrics)
                        .find(),
                metrics);
        assertTrue(metrics.contains("redoubt_faults_total 0.0"), metrics);
    }

    private String awaitMove() {
        RealSentinels.await("a move", () -> page("/moves").contains("\"pool\""));
        return page("/moves");
    }

    @Test
    void aPrimaryThatCameBackEmptyIsTold() throws IOException {
        RedisProcess primary = cluster.servers().getFirst();
        primary.kill();
        primary.start();
        String told = awaitMove();
        String address = primary.address().toString();
        assertTrue(told.contains("\"from\":\"" + address + "\",\"to\":\"" + address + "\""), told);
        assertTrue(told.contains("\"verdict\":\"restarted-empty\""), told);
        String metrics = page("/metrics");
        assertTrue(metrics.contains("redoubt_pool_history_breaks_total{pool=\"demo\"} 1.0"));
    }
}
