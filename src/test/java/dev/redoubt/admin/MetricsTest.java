package dev.redoubt.admin;

import static dev.redoubt.admin.AdminInTest.lines;
import static dev.redoubt.admin.PoolsInTest.served;
import static dev.redoubt.admin.PoolsInTest.waiting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// What is counted, as Prometheus reads it.
final class MetricsTest {
    @Test
    void everyCounterHasItsLine() throws Exception {
        try (AdminInTest admin =
                AdminInTest.showing(() -> List.of(served("a"), waiting("b", "gone")))) {
            HttpResponse<String> answer = admin.get("/metrics");
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
                            "redoubt_pool_moving{pool=\"a\"} 1.0",
                            "redoubt_pool_moving{pool=\"b\"} 0.0",
                            "redoubt_pool_planned_holds_total{pool=\"a\"} 19.0",
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
    }

    @Test
    void oneScrapeTakesOneSnapshotAndFollowsThePools() throws Exception {
        AtomicInteger taken = new AtomicInteger();
        try (AdminInTest admin =
                AdminInTest.showing(() ->
                        taken.incrementAndGet() == 1
                                ? List.of(served("a"), served("b"))
                                : List.of(waiting("b", "gone"), served("c")))) {
            assertEquals(0, taken.get());
            admin.get("/metrics");
            assertEquals(1, taken.get());
            HttpResponse<String> second = admin.get("/metrics");
            assertEquals(2, taken.get());
            assertFalse(second.body().contains("pool=\"a\""), second.body());
            assertTrue(lines(second).contains("redoubt_pool_primary_up{pool=\"b\"} 0.0"));
            assertTrue(lines(second).contains("redoubt_pool_primary_up{pool=\"c\"} 1.0"));
        }
    }
}
