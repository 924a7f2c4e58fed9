package dev.redoubt.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Desk;
import dev.redoubt.operate.Request;
import dev.redoubt.operate.VipAnswer;
import dev.redoubt.operate.VipOrder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What operators order over HTTP about virtual addresses.
final class VipOrdersTest {
    private final List<VipOrder> asked = new CopyOnWriteArrayList<>();
    private volatile VipAnswer next = new VipAnswer.Left(List.of("front", "back"));
    private AdminInTest admin;

    @BeforeEach
    void start() throws IOException {
        admin =
                AdminInTest.ordering(
                        new Desk() {
                            @Override
                            public Answer ask(Request request, Consumer<String> steps) {
                                throw new IllegalStateException("no pools here");
                            }

                            @Override
                            public VipAnswer ask(VipOrder order) {
                                asked.add(order);
                                return next;
                            }
                        });
    }

    @AfterEach
    void end() {
        admin.close();
    }

    private HttpResponse<String> send(String method, String path, String accept)
            throws IOException, InterruptedException {
        return admin.order(method, path, "Accept", accept);
    }

    @Test
    void ofOneAndOfAll() throws Exception {
        HttpResponse<String> one = send("POST", "/vips/front/leave", "text/plain");
        assertEquals(200, one.statusCode());
        assertEquals(
                "front, back: left to other nodes, if there are any, until it is told to return\n",
                one.body());
        next = new VipAnswer.Returned(List.of("front"));
        HttpResponse<String> all = send("POST", "/vips/return", "application/json");
        assertEquals(200, all.statusCode());
        assertEquals(
                "{\"result\":\"returned\",\"vips\":[\"front\"],\"words\":\"front: takes part"
                        + " again\"}\n",
                all.body());
        assertEquals(
                List.of(
                        new VipOrder(Optional.of("front"), VipOrder.Wish.LEAVE),
                        new VipOrder(Optional.empty(), VipOrder.Wish.RETURN)),
                asked);
    }

    @Test
    void whatIsNotDone() throws Exception {
        next = new VipAnswer.Unknown("frond", List.of("front"));
        HttpResponse<String> unknown = send("POST", "/vips/frond/leave", "text/plain");
        assertEquals(404, unknown.statusCode());
        assertEquals("vip: frond (expected: front)\n", unknown.body());
        next = new VipAnswer.Unanswered(Duration.ofSeconds(5));
        assertEquals(504, send("POST", "/vips/leave", "application/json").statusCode());
        next = new VipAnswer.Unknown("", List.of());
        assertEquals(
                "vips: none (expected: a node that has virtual addresses)\n",
                send("POST", "/vips/leave", "text/plain").body());
    }

    @ParameterizedTest
    @CsvSource({"POST, /vips/front/pause, 404", "POST, /vips/, 404", "GET, /vips/leave, 405"})
    void whatIsNoOrder(String method, String path, int status) throws Exception {
        assertEquals(status, send(method, path, "text/plain").statusCode());
        assertEquals(List.of(), asked);
    }
}
