package dev.redoubt.admin;

import static dev.redoubt.admin.AdminInTest.lines;
import static dev.redoubt.admin.PoolsInTest.described;
import static dev.redoubt.admin.PoolsInTest.health;
import static dev.redoubt.admin.PoolsInTest.served;
import static dev.redoubt.admin.PoolsInTest.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What operators and programs hear at /status.
final class StatusTest {
    private static final String SHARED =
            "100 clients: 97 shared on 10 links, 3 private (1 multi, 2 subscribe)";

    @Test
    void theStatusIsALineForEachPool() throws Exception {
        try (AdminInTest admin =
                AdminInTest.showing(() -> List.of(served("a"), waiting("b", "gone")))) {
            HttpResponse<String> answer =
                    admin.send(admin.request("/status").header("Accept", "text/plain"));
            assertEquals(200, answer.statusCode());
            assertEquals(
                    List.of(
                            "a: serves from 10.0.0.4:6379; " + SHARED,
                            "b: commands wait: gone; " + SHARED),
                    lines(answer).subList(1, 3));
        }
    }

    @Test
    void theStatusForProgramsHasWhatHealthSaysAndTheShares() throws Exception {
        try (AdminInTest admin = AdminInTest.showing(() -> List.of(waiting("b", "gone")))) {
            HttpResponse<String> answer = admin.get("/status");
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
    }
}
