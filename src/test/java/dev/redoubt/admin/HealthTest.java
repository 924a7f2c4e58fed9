package dev.redoubt.admin;

import static dev.redoubt.admin.PoolsInTest.deaf;
import static dev.redoubt.admin.PoolsInTest.described;
import static dev.redoubt.admin.PoolsInTest.health;
import static dev.redoubt.admin.PoolsInTest.served;
import static dev.redoubt.admin.PoolsInTest.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.util.List;

/// What programs hear of the node at /health.
final class HealthTest {
    @Test
    void healthIs200WhileEveryPoolIsServed() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(() -> List.of(served("orders")))) {
            HttpResponse<String> answer = admin.get("/health");
            assertEquals(200, answer.statusCode());
            assertEquals(
                    "application/json", answer.headers().firstValue("Content-Type").orElse(""));
            assertEquals(
                    health(true, List.of(described("orders", "10.0.0.4:6379", ""))),
                    StrictJson.read(answer.body()));
        }
    }

    @Test
    void healthIs503WithTheReasonOfEachPoolThatWaits() throws Exception {
        String reason = "the \"majority\"\nis\\gone";
        try (AdminInTest admin =
                AdminInTest.showing(() -> List.of(served("a"), waiting("b", reason)))) {
            HttpResponse<String> answer = admin.get("/health");
            assertEquals(503, answer.statusCode());
            assertEquals(
                    health(
                            false,
                            List.of(
                                    described("a", "10.0.0.4:6379", ""),
                                    described("b", null, reason))),
                    StrictJson.read(answer.body()));
        }
    }

    @Test
    void aPoolWithoutListenerIsNotHealthy() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(() -> List.of(deaf()))) {
            HttpResponse<String> answer = admin.get("/health");
            assertEquals(503, answer.statusCode());
            assertTrue(answer.body().contains("\"reason\":\"accepts no clients\""), answer.body());
        }
    }
}
