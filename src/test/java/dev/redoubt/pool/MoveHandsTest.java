package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Interference;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.topology.PlannedSource;
import dev.redoubt.topology.Topology;
import dev.redoubt.topology.TopologyEvent;
import dev.redoubt.topology.TopologySource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// Commands that are held for a move go on again, whatever happens to the thread that holds them.
@Timeout(60)
final class MoveHandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final PrimaryWatch watch =
            new PrimaryWatch("orders", 1, _ -> {}, new IdleHands(), System::nanoTime);
    private final WritePause writes =
            new WritePause("orders", loops.control(), new Interference(), () -> {});
    private final MoveHands hands =
            new MoveHands(
                    loops.control(),
                    watch,
                    writes,
                    new PlannedSource(new SilentSource(), loops.control()),
                    List.of(),
                    Optional::empty,
                    _ -> {},
                    () -> LIMIT);

    private static final class SilentSource implements TopologySource {
        @Override
        public void start(Consumer<Topology> listener, Consumer<TopologyEvent> events) {}

        @Override
        public void suspect() {}

        @Override
        public void close() {}
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private <T> T onControl(Callable<T> work) throws Exception {
        return loops.control().submit(work).get();
    }

    @Test
    void aHoldThatComesTooLateIsNone() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        loops.control().execute(() -> awaitQuietly(busy));
        assertThrows(MoveFailed.class, () -> hands.hold(Duration.ofSeconds(2)));
        busy.countDown();
        assertEquals(Optional.empty(), onControl(() -> watch.pauses().until()));
    }

    /// The thread that is interrupted in the moment of the hold still has it, to release it.
    @Test
    void aHoldThatSomebodyIsInterruptedAtIsReleased() throws Exception {
        Thread.currentThread().interrupt();
        try {
            hands.hold(Duration.ofSeconds(2)).release();
        } catch (MoveFailed e) {
            assertTrue(Thread.interrupted());
        }
        Thread.interrupted();
        assertEquals(Optional.empty(), onControl(() -> watch.pauses().until()));
    }

    @Test
    void nobodyIsHeldForLongerThanHisWaitMayBe() throws Exception {
        PlannedMove.Hold hold = hands.hold(Duration.ofSeconds(60));
        try (CapturedLog log = new CapturedLog()) {
            Await.until(
                    "its end",
                    () -> {
                        loops.control().execute(watch::woken);
                        return watch.pauses().until().isEmpty();
                    });
            assertEquals(1, log.with("which is as long as it may hold them").size());
        }
        hold.release();
    }

    @Test
    void aPauseIsNamedWithItsWayOut() throws Exception {
        PoolOrders orders = new PoolOrders("orders", watch, writes, () -> LIMIT);
        for (Request.Held held : Request.Held.values()) {
            Answer.Paused paused = (Answer.Paused) onControl(() -> orders.pause(held));
            assertEquals(
                    Optional.of(
                            "it is paused by an operator until %s (expected: redoubt resume orders)"
                                    .formatted(paused.until())),
                    hands.objection());
            assertTrue(onControl(orders::resume).isDone());
        }
        assertEquals(Optional.empty(), hands.objection());
        PlannedMove.Hold hold = hands.hold(LIMIT);
        assertEquals(Optional.of("another move holds its commands"), hands.objection());
        hold.release();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
