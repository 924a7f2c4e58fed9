package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// What operators order over HTTP.
final class OrdersTest {
    private static final Instant UNTIL = Instant.parse("2026-01-02T03:04:05.600Z");

    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private AdminInTest admin;

    @BeforeEach
    void start() throws IOException {
        admin =
                AdminInTest.ordering((request, steps) -> {
                    asked.add(request);
                    return answers.removeFirst();
                });
    }

    @AfterEach
    void end() {
        admin.close();
    }

    private HttpResponse<String> order(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return admin.order(method, path, headers);
    }

    @Test
    void aPauseIsOrderedAndAnswered() throws Exception {
        answers.add(new Answer.Paused("my orders", UNTIL, Duration.ofSeconds(14)));
        HttpResponse<String> answer = order("POST", "/pools/my%20orders/pause");
        assertEquals(List.of(new Request.Pause("my orders")), asked);
        assertEquals(200, answer.statusCode());
        assertEquals(
                Map.of(
                        "pool", "my orders",
                        "result", "paused",
                        "words",
                                "my orders: paused; commands wait until it is resumed, at most"
                                        + " 14000 ms (until 2026-01-02T03:04:05.600Z)",
                        "until", "2026-01-02T03:04:05.600Z",
                        "limit_ms", 14_000L),
                StrictJson.read(answer.body()));
    }

    @Test
    void aResumptionIsOrderedAndAnswered() throws Exception {
        answers.add(new Answer.Resumed("a/b", Duration.ofMillis(12)));
        HttpResponse<String> answer = order("POST", "/pools/a/b/resume");
        assertEquals(List.of(new Request.Resume("a/b")), asked);
        assertEquals(200, answer.statusCode());
        assertEquals(
                Map.of(
                        "pool", "a/b",
                        "result", "resumed",
                        "words", "a/b: resumed after 12 ms",
                        "lasted_ms", 12L),
                StrictJson.read(answer.body()));
    }

    @Test
    void anOrderForAllNodesNamesThoseThatHaveNotConfirmedIt() throws Exception {
        Answer here = new Answer.Paused("a", UNTIL, Duration.ofSeconds(14));
        answers.add(new Answer.Everywhere(here, List.of("n2/a"), List.of("n3/a")));
        answers.add(new Answer.Everywhere(new Answer.NotPaused("a"), List.of(), List.of()));
        answers.add(new Answer.Unreached("a", "a move is under way"));
        HttpResponse<String> answer = order("POST", "/pools/a/pause?writes&everywhere");
        assertEquals(504, answer.statusCode());
        assertEquals(
                Map.of(
                        "pool",
                        "a",
                        "result",
                        "not-everywhere",
                        "words",
                        "a: paused; commands wait until it is resumed, at most 14000 ms"
                                + " (until 2026-01-02T03:04:05.600Z); so at n2/a; NOT"
                                + " confirmed by n3/a",
                        "until",
                        "2026-01-02T03:04:05.600Z",
                        "limit_ms",
                        14_000L,
                        "confirmed",
                        List.of("n2/a"),
                        "missing",
                        List.of("n3/a")),
                StrictJson.read(answer.body()));
        assertEquals(409, order("POST", "/pools/a/resume?everywhere").statusCode());
        HttpResponse<String> refused =
                order("POST", "/pools/a/pause?everywhere", "Accept", "text/plain");
        assertEquals(
                "409 a: nothing was changed: a move is under way\n",
                refused.statusCode() + " " + refused.body());
        assertEquals(
                List.of(
                        new Request.Pause("a", Request.Held.WRITES, Request.Reach.EVERYWHERE),
                        new Request.Resume("a", Request.Reach.EVERYWHERE),
                        new Request.Pause("a", Request.Held.EVERYTHING, Request.Reach.EVERYWHERE)),
                asked);
        assertEquals(400, order("POST", "/pools/a/resume?writes").statusCode());
    }

    @Test
    void aLossIsAcceptedAndAnswered() throws Exception {
        answers.add(new Answer.LossAccepted("a", "10.0.0.1:6379", "it is empty"));
        answers.add(new Answer.NothingLost("a"));
        HttpResponse<String> answer = order("POST", "/pools/a/accept-loss");
        assertEquals(List.of(new Request.AcceptLoss("a")), asked);
        assertEquals(200, answer.statusCode());
        assertEquals(
                Map.of(
                        "pool", "a",
                        "result", "loss-accepted",
                        "words", "a: goes on with 10.0.0.1:6379: it is empty",
                        "server", "10.0.0.1:6379",
                        "loss", "it is empty"),
                StrictJson.read(answer.body()));
        assertEquals(409, order("POST", "/pools/a/accept-loss").statusCode());
    }

    @Test
    void whatWasNotDoneHasItsStatus() throws Exception {
        answers.add(new Answer.AlreadyPaused("a", UNTIL));
        answers.add(new Answer.BeingMoved("a", UNTIL));
        answers.add(new Answer.NotPaused("a"));
        answers.add(new Answer.Unknown("a", List.of("b", "c")));
        answers.add(new Answer.Unanswered("a", Duration.ofSeconds(5)));
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> answer = order("POST", "/pools/a/pause", "Accept", "text/plain");
            told.add(answer.statusCode() + " " + answer.body());
        }
        assertEquals(
                List.of(
                        "409 a: is paused already; it goes on by itself at"
                                + " 2026-01-02T03:04:05.600Z\n",
                        "409 a: nothing was changed: a planned move holds its commands, until"
                                + " 2026-01-02T03:04:05.600Z at the latest\n",
                        "409 a: is not paused (a pause ends by itself, the log says when:"
                                + " failover.hold)\n",
                        "404 pool: a (expected: b, c)\n",
                        "504 a: no answer from the node's control loop within 5000 ms; whether it"
                                + " will be done is not known: ask for its status\n"),
                told);
        answers.add(new Answer.Unknown("a", List.of("b")));
        assertTrue(order("POST", "/pools/a/pause").body().contains("\"known\":[\"b\"]"));
    }

    @Test
    void aMoveThatIsDoneInPartSaysWhatIsLeft() throws Exception {
        HostPort from = new HostPort("10.0.0.4", 6379);
        HostPort to = new HostPort("10.0.0.5", 6379);
        answers.add(
                new Answer.MovedInPart(
                        "a", from, to, Duration.ofMillis(208), List.of("one thing", "another")));
        HttpResponse<String> answer = order("POST", "/pools/a/failover");
        assertEquals(500, answer.statusCode());
        assertEquals(
                Map.of(
                        "pool", "a",
                        "result", "moved-in-part",
                        "words",
                                "a: moved from 10.0.0.4:6379 to 10.0.0.5:6379; commands waited for"
                                        + " 208 ms; LEFT TO DO: one thing; another",
                        "from", "10.0.0.4:6379",
                        "to", "10.0.0.5:6379",
                        "held_ms", 208L,
                        "left", List.of("one thing", "another")),
                StrictJson.read(answer.body()));
    }

    @Test
    void onlyAPostOrders() throws Exception {
        HttpResponse<String> answer = order("GET", "/pools/a/pause");
        assertEquals(405, answer.statusCode());
        assertEquals("POST", answer.headers().firstValue("Allow").orElse(""));
        assertEquals(List.of(), asked);
    }

    @Test
    void aPageInABrowserOrdersNothing() throws Exception {
        HttpResponse<String> answer =
                order("POST", "/pools/a/pause", "Origin", "http://elsewhere.example");
        assertEquals(403, answer.statusCode());
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/pools/", "/pools/a", "/pools/a/", "/pools/a/stop", "/pools/pause"})
    void anotherPathIs404(String path) throws Exception {
        HttpResponse<String> answer = order("POST", path);
        assertEquals(404, answer.statusCode());
        assertTrue(answer.body().contains("expected: /pools/NAME/pause"), answer.body());
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pools/orders/pause?writes=false|writes: false (expected: no value, or no such"
                        + " parameter)",
                "/pools/orders/pause?everywhere=0|everywhere: 0 (expected: no value, or no such"
                        + " parameter)",
                "/pools/orders/failover?dry-run=false|dry-run: false (expected: no value, or no"
                        + " such parameter)",
                "/pools/orders/pause?writes&writes|parameter: writes (expected: once)",
            })
    void whatIsNotMeantIsNotDone(String line) throws Exception {
        String[] halves = line.split("\\|", -1);
        HttpResponse<String> answer = order("POST", halves[0]);
        assertEquals(400, answer.statusCode());
        assertTrue(answer.body().contains(halves[1]), answer::body);
        assertEquals(List.of(), asked);
    }
}
