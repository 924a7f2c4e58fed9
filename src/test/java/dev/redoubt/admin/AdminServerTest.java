package dev.redoubt.admin;

import static dev.redoubt.admin.PoolsInTest.served;
import static dev.redoubt.admin.PoolsInTest.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.AdminConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Paths, methods, passwords, ports, and many who ask at once.
final class AdminServerTest {
    @Test
    void manyMayAskAtOnce() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(() -> List.of(served("a")))) {
            List<CompletableFuture<HttpResponse<String>>> asked =
                    IntStream.range(0, 300)
                            .mapToObj(i -> admin.ask(i % 3 == 0 ? "/health" : "/metrics"))
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
            assertEquals(200, admin.get("/health").statusCode());
        }
    }

    @Test
    void theRootListsWhatThereIs() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(List::of)) {
            HttpResponse<String> answer = admin.get("/");
            assertEquals(200, answer.statusCode());
            assertTrue(answer.body().contains("/health"), answer.body());
            assertTrue(answer.body().contains("/metrics"), answer.body());
            assertTrue(answer.body().contains("/moves"), answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/", "/metricsx", "/moves/1", "/metrics/a", "/%22%0A"})
    void anotherPathIs404(String path) throws Exception {
        try (AdminInTest admin = AdminInTest.showing(List::of)) {
            HttpResponse<String> answer = admin.get(path);
            assertEquals(404, answer.statusCode());
            assertTrue(
                    answer.body().contains("expected: /health, /metrics, /moves or /status"),
                    answer.body());
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, /health", "PUT, /metrics", "DELETE, /", "PATCH, /health"})
    void anotherMethodIs405(String method, String path) throws Exception {
        try (AdminInTest admin = AdminInTest.showing(List::of)) {
            HttpResponse<String> answer = admin.order(method, path);
            assertEquals(405, answer.statusCode());
            assertEquals("GET, HEAD", answer.headers().firstValue("Allow").orElse(""));
            assertEquals("method: " + method + " (expected: GET or HEAD)\n", answer.body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/metrics", "/moves", "/status"})
    void headAnswersAsGetWithoutBody(String path) throws Exception {
        try (AdminInTest admin = AdminInTest.showing(() -> List.of(waiting("a", "gone")))) {
            HttpResponse<String> head = admin.send(admin.request(path).HEAD());
            assertEquals(admin.get(path).statusCode(), head.statusCode());
            assertEquals("", head.body());
            assertTrue(head.headers().firstValueAsLong("Content-Length").orElse(0) > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/metrics", "/moves", "/nothing", "/pools/a/pause"})
    void aPasswordGuardsEveryPath(String path) throws Exception {
        try (AdminInTest admin = AdminInTest.withPassword("s3cret", () -> List.of(served("a")))) {
            HttpResponse<String> refused = admin.get(path);
            assertEquals(401, refused.statusCode());
            assertTrue(
                    refused.headers()
                            .allValues("WWW-Authenticate")
                            .contains("Basic realm=\"redoubt\", charset=\"UTF-8\""));
            assertFalse(refused.body().contains("s3cret"));
            assertEquals(401, admin.send(admin.request(path).HEAD()).statusCode());
            int wrong =
                    admin.send(admin.request(path).header("Authorization", "Bearer s3cre"))
                            .statusCode();
            assertEquals(401, wrong);
            int right =
                    admin.send(admin.request(path).header("Authorization", "Bearer s3cret"))
                            .statusCode();
            int expected = path.equals("/nothing") ? 404 : path.startsWith("/pools/") ? 405 : 200;
            assertEquals(expected, right);
        }
    }

    @Test
    void aPortInUseIsSaidInOneLine() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(List::of)) {
            AdminConfig config = new AdminConfig(admin.address(), null);
            IOException failure = assertThrows(IOException.class, () -> start(config).close());
            assertEquals(
                    "admin.listen: "
                            + admin.address()
                            + " (expected: an address that can be bound: the address is in use)",
                    failure.getMessage());
        }
    }

    private static AdminInTest start(AdminConfig config) throws IOException {
        return AdminInTest.start(config, NodeInTest.of(List::of), AdminInTest.NO_DESK);
    }

    @Test
    void aFailureInsideIs500AndTheServerStays() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (AdminInTest admin =
                AdminInTest.showing(() -> {
                    if (asked.getAndIncrement() == 0) {
                        throw new IllegalStateException("broken on purpose");
                    }
                    return List.of(served("a"));
                })) {
            HttpResponse<String> failed = admin.get("/health");
            assertEquals(500, failed.statusCode());
            assertFalse(failed.body().contains("broken on purpose"), failed.body());
            assertEquals(200, admin.get("/health").statusCode());
        }
    }

    @Test
    void closedItLetsGoOfThePort() throws Exception {
        try (AdminInTest first = AdminInTest.showing(List::of)) {
            first.get("/metrics");
            first.server().close();
            assertThrows(ConnectException.class, () -> first.get("/"));
            try (AdminInTest second = start(new AdminConfig(first.address(), null))) {
                assertEquals(first.address(), second.address());
                assertEquals(200, second.get("/").statusCode());
            }
        }
    }
}
