package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Interference;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Optional;

/// What operators here and at other nodes may order, and what whoever claims to be one.
final class PoolOrdersTest {
    private static final PeerName BY = new PeerName("node", "orders", "run");
    private static final Duration LIMIT = Duration.ofSeconds(14);

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final PrimaryWatch watch =
            new PrimaryWatch("orders", 1, _ -> {}, new IdleHands(), System::nanoTime);
    private final PoolOrders orders =
            new PoolOrders(
                    "orders",
                    watch,
                    new WritePause("orders", loops.control(), new Interference(), () -> {}),
                    () -> LIMIT);

    @AfterEach
    void end() {
        loops.close();
    }

    private static PeerMessage.Pause pause(int number) {
        return new PeerMessage.Pause(
                "order" + number, PeerMessage.Scope.EVERYTHING, Duration.ofSeconds(1));
    }

    /// Anybody who may publish can send as many as the channel carries.
    @Test
    void ordersThatComeTooSoonAreToldOnceAndCounted() {
        try (CapturedLog log = new CapturedLog()) {
            assertTrue(orders.pause(BY, pause(0)));
            orders.resume(BY);
            for (int i = 1; i <= 500; i++) {
                assertFalse(orders.pause(new PeerName("node" + i, "orders", "run"), pause(i)));
            }
            assertEquals(1, log.with("too soon").size(), log.with("")::toString);
        }
    }

    /// A move is none of an operator's, and says so.
    @Test
    void whatAMoveHoldsIsNoPause() {
        try (CapturedLog log = new CapturedLog()) {
            Answer.Paused held =
                    assertInstanceOf(Answer.Paused.class, watch.pause(LIMIT, Pauses.By.MOVE));
            assertEquals("held for a planned move until " + held.until(), watch.reason());
            Answer moving = new Answer.BeingMoved("orders", held.until());
            assertEquals(moving, orders.pause(Request.Held.EVERYTHING));
            assertEquals(moving, orders.pause(Request.Held.WRITES));
            assertEquals(moving, orders.resume());
            assertEquals(Optional.empty(), orders.until());
            assertEquals(Optional.of(watch.reason()), orders.objection());
            assertEquals(Optional.of(held.until()), watch.pauses().until());
            assertEquals(
                    Optional.of(held.until()),
                    watch.pauses().figures(Optional.empty()).movingUntil());
            watch.resume();
            assertEquals(1, watch.pauses().figures(Optional.empty()).holds());
            assertEquals(0, watch.pauses().figures(Optional.empty()).pauses());
            assertEquals(1, log.with("commands wait for a planned move, until ").size());
            assertEquals(1, log.with("they waited for a planned move for ").size());
            assertEquals(0, log.with("operator").size(), log.with("")::toString);
        }
    }
}
