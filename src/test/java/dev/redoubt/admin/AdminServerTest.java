package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.AdminConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.ListenAddress;
import dev.redoubt.config.Secret;
import dev.redoubt.operate.Desk;
import dev.redoubt.snapshot.MoveFigures;
import dev.redoubt.snapshot.PoolSnapshot;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Reason;
import dev.redoubt.snapshot.Sharing;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

final class AdminServerTest {
    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);
    private static final Instant UNTIL = Instant.parse("2026-01-02T03:04:05.600Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Sharing NONE_PRIVATE = new Sharing(Map.of(), Map.of());
    private static final Sharing SHARING =
            new Sharing(
                    Map.of(PrivateNeed.MULTI, 1L, PrivateNeed.SUBSCRIBE, 2L),
                    Map.of(PrivateNeed.MULTI, 20L, PrivateNeed.LARGE_REQUEST, 21L));

    private static final String SHARED =
            "100 clients: 97 shared on 10 links, 3 private (1 multi, 2 subscribe)";

    private static final Desk NO_DESK =
            (request, steps) -> {
                throw new AssertionError(request);
            };

    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable AdminServer server;

    @AfterEach
    void end() {
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private static PoolSnapshot pool(String name, Optional<HostPort> primary, String reason) {
        List<ListenAddress> listen =
                List.of(
                        new ListenAddress.Tcp(new HostPort("::1", 6379)),
                        new ListenAddress.Unix("/run/a.sock"));
        return new PoolSnapshot(
                name,
                listen,
                primary,
                reason,
                100,
                2,
                4,
                5,
                7,
                SHARING,
                reasons(),
                14,
                10,
                11,
                12,
                13,
                new MoveFigures(Duration.ofMillis(1250), 15, 16),
                primary.isEmpty() ? Optional.of(UNTIL) : Optional.empty(),
                18,
                Optional.empty());
    }

    private static Map<Reason, Long> reasons() {
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        Arrays.stream(Reason.values())
                .forEach(each -> counts.put(each, (long) each.name().length()));
        return counts;
    }

    private static PoolSnapshot served(String name) {
        return pool(name, Optional.of(new HostPort("10.0.0.4", 6379)), "");
    }

    private static PoolSnapshot waiting(String name, String reason) {
        return pool(name, Optional.empty(), reason);
    }

    private AdminServer serve(Supplier<List<PoolSnapshot>> pools) throws IOException {
        return serve(new AdminConfig(ANY_PORT, null), pools);
    }

    private AdminServer serve(AdminConfig config, Supplier<List<PoolSnapshot>> pools)
            throws IOException {
        AdminServer started = AdminServer.start(config, NodeInTest.of(pools), NO_DESK);
        server = started;
        return started;
    }

    private static HttpRequest.Builder request(AdminServer server, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                .timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(AdminServer server, String path)
            throws IOException, InterruptedException {
        return send(request(server, path));
    }

    private static List<String> lines(HttpResponse<String> answer) {
        return Arrays.asList(answer.body().split("\n"));
    }

    @Test
    void healthIs200WhileEveryPoolIsServed() throws Exception {
        AdminServer admin = serve(() -> List.of(served("orders")));
        HttpResponse<String> answer = get(admin, "/health");
        assertEquals(200, answer.statusCode());
        assertEquals("application/json", answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals(
                health(true, List.of(described("orders", "10.0.0.4:6379", ""))),
                StrictJson.read(answer.body()));
    }

    private static Map<String, Object> health(boolean healthy, List<?> pools) {
        return Map.of("healthy", healthy, "version", Build.version(), "pools", pools);
    }

    private static Map<String, @Nullable Object> described(
            String name, @Nullable String primary, String reason) {
        Map<String, @Nullable Object> pool = new HashMap<>();
        pool.put("name", name);
        pool.put("listen", List.of("[::1]:6379", "unix:/run/a.sock"));
        pool.put("primary", primary);
        pool.put("reason", reason);
        pool.put("paused_until", primary == null ? UNTIL.toString() : null);
        pool.put("clients", 100L);
        return pool;
    }

    @Test
    void healthIs503WithTheReasonOfEachPoolThatWaits() throws Exception {
        String reason = "the \"majority\"\nis\\gone";
        AdminServer admin = serve(() -> List.of(served("a"), waiting("b", reason)));
        HttpResponse<String> answer = get(admin, "/health");
        assertEquals(503, answer.statusCode());
        assertEquals(
                health(
                        false,
                        List.of(described("a", "10.0.0.4:6379", ""), described("b", null, reason))),
                StrictJson.read(answer.body()));
    }

    @Test
    void aPoolWithoutListenerIsNotHealthy() throws Exception {
        PoolSnapshot deaf =
                new PoolSnapshot(
                        "deaf",
                        List.of(),
                        Optional.of(new HostPort("10.0.0.4", 6379)),
                        "",
                        0,
                        0,
                        0,
                        0,
                        0,
                        NONE_PRIVATE,
                        Map.of(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        MoveFigures.NONE,
                        Optional.empty(),
                        0,
                        Optional.empty());
        HttpResponse<String> answer = get(serve(() -> List.of(deaf)), "/health");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("\"reason\":\"accepts no clients\""), answer.body());
    }

    @Test
    void everyCounterHasItsLine() throws Exception {
        AdminServer admin = serve(() -> List.of(served("a"), waiting("b", "gone")));
        HttpResponse<String> answer = get(admin, "/metrics");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElse(""));
        List<String> lines = lines(answer);
        List<String> expected =
                List.of(
                        "redoubt_pool_primary_up{pool=\"a\"} 1.0",
                        "redoubt_pool_primary_up{pool=\"b\"} 0.0",
                        "redoubt_pool_clients{pool=\"a\"} 100.0",
                        "redoubt_pool_clients_accepted_total{pool=\"a\"} 2.0",
                        "redoubt_pool_clients_rejected_total{pool=\"a\",reason=\"allow\"} 5.0",
                        "redoubt_pool_clients_rejected_total{pool=\"a\",reason=\"max_clients\"}"
                                + " 11.0",
                        "redoubt_pool_clients_closed_total{pool=\"a\",reason=\"idle_timeout\"}"
                                + " 12.0",
                        "redoubt_pool_clients_closed_total{pool=\"a\",reason=\"protocol\"} 8.0",
                        "redoubt_pool_accept_failures_total{pool=\"a\"} 14.0",
                        "redoubt_pool_commands_total{pool=\"a\"} 4.0",
                        "redoubt_pool_sessions_held_total{pool=\"a\"} 5.0",
                        "redoubt_pool_commands_refused_total{pool=\"a\",reason=\"hold\"} 4.0",
                        "redoubt_pool_commands_refused_total{pool=\"a\",reason=\"login\"} 5.0",
                        "redoubt_pool_commands_unanswered_total{pool=\"a\"} 7.0",
                        "redoubt_pool_sessions{kind=\"shared\",pool=\"a\"} 97.0",
                        "redoubt_pool_sessions{kind=\"private\",pool=\"a\"} 3.0",
                        "redoubt_pool_private_sessions{pool=\"a\",reason=\"multi\"} 1.0",
                        "redoubt_pool_private_sessions{pool=\"a\",reason=\"subscribe\"} 2.0",
                        "redoubt_pool_private_sessions{pool=\"a\",reason=\"watch\"} 0.0",
                        "redoubt_pool_private_turns_total{pool=\"a\",reason=\"multi\"} 20.0",
                        "redoubt_pool_private_turns_total{pool=\"a\",reason=\"large_request\"}"
                                + " 21.0",
                        "redoubt_pool_links{kind=\"shared\",pool=\"a\"} 10.0",
                        "redoubt_pool_links{kind=\"private\",pool=\"a\"} 11.0",
                        "redoubt_pool_primary_failures_total{pool=\"a\"} 12.0",
                        "redoubt_pool_primary_moves_total{pool=\"b\"} 13.0",
                        "redoubt_pool_last_move_pause_seconds{pool=\"a\"} 1.25",
                        "redoubt_pool_history_missing_bytes_total{pool=\"a\"} 15.0",
                        "redoubt_pool_history_breaks_total{pool=\"a\"} 16.0",
                        "redoubt_pool_paused{pool=\"a\"} 0.0",
                        "redoubt_pool_paused{pool=\"b\"} 1.0",
                        "redoubt_pool_pauses_total{pool=\"a\"} 18.0",
                        "redoubt_faults_total 17.0",
                        "# TYPE redoubt_pool_commands_total counter",
                        "# TYPE redoubt_pool_clients gauge");
        expected.forEach(line -> assertTrue(lines.contains(line), line + "\n" + answer.body()));
        List<String> process =
                List.of(
                        "redoubt_build_info{java=\"",
                        "jvm_memory_used_bytes{",
                        "jvm_threads_live_threads ",
                        "process_cpu_usage ",
                        "process_uptime_seconds ",
                        "process_files_open_files ");
        for (String start : process) {
            assertTrue(lines.stream().anyMatch(line -> line.startsWith(start)), start);
        }
    }

    @Test
    void oneScrapeTakesOneSnapshotAndFollowsThePools() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        AdminServer admin =
                serve(() ->
                        taken.incrementAndGet() == 1
                                ? List.of(served("a"), served("b"))
                                : List.of(waiting("b", "gone"), served("c")));
        assertEquals(0, taken.get());
        get(admin, "/metrics");
        assertEquals(1, taken.get());
        HttpResponse<String> second = get(admin, "/metrics");
        assertEquals(2, taken.get());
        assertFalse(second.body().contains("pool=\"a\""), second.body());
        assertTrue(lines(second).contains("redoubt_pool_primary_up{pool=\"b\"} 0.0"));
        assertTrue(lines(second).contains("redoubt_pool_primary_up{pool=\"c\"} 1.0"));
    }

    @Test
    void manyMayAskAtOnce() throws Exception {
        AdminServer admin = serve(() -> List.of(served("a")));
        List<CompletableFuture<HttpResponse<String>>> asked =
                IntStream.range(0, 300)
                        .mapToObj(i ->
                                client.sendAsync(
                                        request(admin, i % 3 == 0 ? "/health" : "/metrics").build(),
                                        HttpResponse.BodyHandlers.ofString()))
                        .toList();
        int answered = 0;
        int turnedAway = 0;
        for (CompletableFuture<HttpResponse<String>> each : asked) {
            // Past the limit of connections the server closes what it accepts.
            Optional<HttpResponse<String>> answer =
                    each.handle((got, failure) -> Optional.ofNullable(got)).join();
            if (answer.isEmpty()) {
                turnedAway++;
            } else {
                assertEquals(200, answer.get().statusCode());
                answered++;
            }
        }
        assertTrue(answered >= 32, answered + " answered, " + turnedAway + " turned away");
        assertEquals(200, get(admin, "/health").statusCode());
    }

    @Test
    void theStatusIsALineForEachPool() throws Exception {
        AdminServer admin = serve(() -> List.of(served("a"), waiting("b", "gone")));
        HttpResponse<String> answer =
                send(request(admin, "/status").header("Accept", "text/plain"));
        assertEquals(200, answer.statusCode());
        assertEquals(
                List.of(
                        "a: serves from 10.0.0.4:6379; " + SHARED,
                        "b: commands wait: gone; " + SHARED),
                lines(answer).subList(1, 3));
    }

    @Test
    void theStatusForProgramsHasWhatHealthSaysAndTheShares() throws Exception {
        AdminServer admin = serve(() -> List.of(waiting("b", "gone")));
        HttpResponse<String> answer = get(admin, "/status");
        assertEquals(200, answer.statusCode());
        Map<String, @Nullable Object> pool = new HashMap<>(described("b", null, "gone"));
        pool.put(
                "sharing",
                Map.of(
                        "shared", 97L,
                        "private", 3L,
                        "private_by_reason", Map.of("multi", 1L, "subscribe", 2L),
                        "shared_links", 10L,
                        "private_links", 11L,
                        "private_turns", 41L,
                        "private_turns_by_reason", Map.of("multi", 20L, "large_request", 21L)));
        Map<String, @Nullable Object> expected = new HashMap<>(health(false, List.of(pool)));
        expected.put("vips", List.of());
        assertEquals(expected, StrictJson.read(answer.body()));
    }

    @Test
    void theRootListsWhatThereIs() throws Exception {
        HttpResponse<String> answer = get(serve(List::of), "/");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("/health"), answer.body());
        assertTrue(answer.body().contains("/metrics"), answer.body());
        assertTrue(answer.body().contains("/moves"), answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/", "/metricsx", "/moves/1", "/metrics/a", "/%22%0A"})
    void anotherPathIs404(String path) throws Exception {
        HttpResponse<String> answer = get(serve(List::of), path);
        assertEquals(404, answer.statusCode());
        assertTrue(
                answer.body().contains("expected: /health, /metrics, /moves or /status"),
                answer.body());
    }

    @ParameterizedTest
    @CsvSource({"POST, /health", "PUT, /metrics", "DELETE, /", "PATCH, /health"})
    void anotherMethodIs405(String method, String path) throws Exception {
        AdminServer admin = serve(List::of);
        HttpResponse<String> answer =
                send(
                        request(admin, path)
                                .method(method, HttpRequest.BodyPublishers.ofString("a body")));
        assertEquals(405, answer.statusCode());
        assertEquals("GET, HEAD", answer.headers().firstValue("Allow").orElse(""));
        assertEquals("method: " + method + " (expected: GET or HEAD)\n", answer.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/metrics", "/moves", "/status"})
    void headAnswersAsGetWithoutBody(String path) throws Exception {
        AdminServer admin = serve(() -> List.of(waiting("a", "gone")));
        HttpResponse<String> head = send(request(admin, path).HEAD());
        assertEquals(get(admin, path).statusCode(), head.statusCode());
        assertEquals("", head.body());
        assertTrue(head.headers().firstValueAsLong("Content-Length").orElse(0) > 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/metrics", "/moves", "/nothing", "/pools/a/pause"})
    void aPasswordGuardsEveryPath(String path) throws Exception {
        AdminConfig config = new AdminConfig(ANY_PORT, new Secret("s3cret"));
        AdminServer admin = serve(config, () -> List.of(served("a")));
        HttpResponse<String> refused = get(admin, path);
        assertEquals(401, refused.statusCode());
        assertTrue(
                refused.headers()
                        .allValues("WWW-Authenticate")
                        .contains("Basic realm=\"redoubt\", charset=\"UTF-8\""));
        assertFalse(refused.body().contains("s3cret"));
        assertEquals(401, send(request(admin, path).HEAD()).statusCode());
        int wrong = send(request(admin, path).header("Authorization", "Bearer s3cre")).statusCode();
        assertEquals(401, wrong);
        int right =
                send(request(admin, path).header("Authorization", "Bearer s3cret")).statusCode();
        int expected = path.equals("/nothing") ? 404 : path.startsWith("/pools/") ? 405 : 200;
        assertEquals(expected, right);
    }

    @Test
    void aPortInUseIsSaidInOneLine() throws Exception {
        HostPort taken = serve(List::of).address();
        IOException failure =
                assertThrows(
                        IOException.class,
                        () ->
                                AdminServer.start(
                                                new AdminConfig(taken, null),
                                                NodeInTest.of(List::of),
                                                NO_DESK)
                                        .close());
        assertEquals(
                "admin.listen: "
                        + taken
                        + " (expected: an address that can be bound: the address is in use)",
                failure.getMessage());
    }

    @Test
    void aFailureInsideIs500AndTheServerStays() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AdminServer admin =
                serve(() -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return List.of(served("a"));
                });
        HttpResponse<String> failed = get(admin, "/health");
        assertEquals(500, failed.statusCode());
        assertFalse(failed.body().contains("broken on purpose"), failed.body());
        assertEquals(200, get(admin, "/health").statusCode());
    }

    @Test
    void closedItLetsGoOfThePort() throws Exception {
        AdminServer first = serve(List::of);
        get(first, "/metrics");
        HostPort address = first.address();
        first.close();
        assertThrows(ConnectException.class, () -> get(first, "/"));
        AdminServer second = serve(new AdminConfig(address, null), List::of);
        assertEquals(address, second.address());
        assertEquals(200, get(second, "/").statusCode());
    }
}
