package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.OpenFailure.Kind;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.config.HostPort;
import dev.redoubt.snapshot.PoolEvent;
import dev.redoubt.topology.Topology;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The story that two loops and a source make.
final class PrimaryWatchTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);
    private static final HostPort B = new HostPort("10.0.0.2", 6379);
    private static final OpenFailure BROKEN = new OpenFailure(Kind.UNREACHABLE, "broken");

    private final List<String> story = new ArrayList<>();
    private final PrimaryWatch watch =
            new PrimaryWatch(
                    "pool", 2, event -> story.add(told(event)), new IdleHands(), System::nanoTime);

    private static String told(PoolEvent event) {
        return switch (event) {
            case PoolEvent.PrimaryLost lost -> "lost " + lost.server() + ": " + lost.reason();
            case PoolEvent.PrimaryNamed named -> "named " + named.server() + " " + named.epoch();
            case PoolEvent.Serving serving ->
                    "serving %s, before %s, %d waited %d ms"
                            .formatted(
                                    serving.server(),
                                    serving.before().map(HostPort::toString).orElse("none"),
                                    serving.held(),
                                    serving.longestWait().toMillis());
        };
    }

    @Test
    void whatRepeatsIsToldOnce() {
        AtomicLong nowNanos = new AtomicLong();
        PrimaryWatch flapping =
                new PrimaryWatch("pool", 1, event -> {}, new IdleHands(), nowNanos::get);
        flapping.named(new Topology(1, Optional.of(A), 1, Optional.empty(), ""));
        WaitingRoom.Released nobody = new WaitingRoom.Released(0, Duration.ZERO);
        try (CapturedLog log = new CapturedLog()) {
            for (int second = 0; second < 130; second++) {
                nowNanos.addAndGet(1_000_000_000);
                flapping.serving(0, A, nobody);
                flapping.failing(0, A, BROKEN);
                flapping.failing(0, A, BROKEN);
            }
            assertEquals(
                    List.of(
                            "pool pool: lost the primary 10.0.0.1:6379: broken; commands wait",
                            "pool pool: lost the primary 10.0.0.1:6379 again: broken; told once a"
                                    + " minute from now on",
                            "pool pool: lost the primary 10.0.0.1:6379: broken; commands wait (60"
                                    + " times since it was told last)",
                            "pool pool: lost the primary 10.0.0.1:6379 again: broken; told once a"
                                    + " minute from now on",
                            "pool pool: lost the primary 10.0.0.1:6379: broken; commands wait (60"
                                    + " times since it was told last)",
                            "pool pool: lost the primary 10.0.0.1:6379 again: broken; told once a"
                                    + " minute from now on"),
                    log.with("lost"));
            assertEquals(7, log.with("serving").size());
            assertEquals(130, flapping.failures());
        }
    }

    @Test
    void eachReasonIsToldOnceWhileNothingServes() {
        named(A, 1);
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 5; i++) {
                watch.failing(0, A, BROKEN);
                watch.failing(1, A, new OpenFailure(Kind.REFUSED, "WRONGPASS no"));
                watch.linkFailing(A, BROKEN);
                watch.linkFailing(B, BROKEN);
            }
            assertEquals(
                    List.of(
                            "pool pool: 10.0.0.1:6379: broken; keeps trying",
                            "pool pool: 10.0.0.1:6379 refuses the pool's links: WRONGPASS no",
                            "pool pool: a link to 10.0.0.1:6379 fails, others carry on: broken"),
                    log.with("pool"));
        }
    }

    private void named(HostPort primary, long epoch) {
        watch.named(new Topology(epoch, Optional.of(primary), epoch, Optional.empty(), ""));
    }

    private void serving(int loop, HostPort server, int sessions) {
        watch.serving(
                loop,
                server,
                new WaitingRoom.Released(sessions, Duration.ofMillis(sessions * 10L)));
    }

    private void begin() {
        named(A, 1);
        serving(0, A, 0);
        serving(1, A, 0);
        story.clear();
    }

    @Test
    void servesOnceAllLoopsDo() {
        assertEquals("starting", watch.reason());
        named(A, 1);
        serving(0, A, 2);
        assertFalse(watch.isServing());
        serving(1, A, 3);
        assertTrue(watch.isServing());
        assertEquals("", watch.reason());
        assertEquals(
                List.of(
                        "named 10.0.0.1:6379 1",
                        "serving 10.0.0.1:6379, before none, 5 waited 30 ms"),
                story);
        assertEquals(0, watch.moves());
        assertEquals(0, watch.failures());
    }

    @Test
    void aMoveIsLostThenNamedThenServing() {
        begin();
        watch.failing(0, A, BROKEN);
        watch.failing(1, A, BROKEN);
        watch.failing(0, A, new OpenFailure(Kind.UNREACHABLE, "refused"));
        assertEquals("10.0.0.1:6379: refused", watch.reason());
        named(B, 2);
        serving(1, B, 4);
        serving(0, B, 1);
        assertEquals(
                List.of(
                        "lost 10.0.0.1:6379: broken",
                        "named 10.0.0.2:6379 2",
                        "serving 10.0.0.2:6379, before 10.0.0.1:6379, 5 waited 40 ms"),
                story);
        assertEquals(1, watch.moves());
        assertEquals(1, watch.failures());
    }

    @Test
    void aPlannedMoveIsToldAsWell() {
        begin();
        named(B, 2);
        serving(0, A, 9);
        watch.failing(1, A, BROKEN);
        serving(0, B, 0);
        serving(1, B, 0);
        assertEquals(
                List.of(
                        "lost 10.0.0.1:6379: the primary moved to 10.0.0.2:6379",
                        "named 10.0.0.2:6379 2",
                        "serving 10.0.0.2:6379, before 10.0.0.1:6379, 0 waited 0 ms"),
                story);
    }

    @Test
    void oneLoopsLostLinkIsOneLoopsToRepair() {
        begin();
        watch.failing(1, A, BROKEN);
        assertFalse(watch.isServing());
        serving(1, A, 2);
        assertTrue(watch.isServing(), "the other loop never stopped, and tells nothing");
        assertEquals(
                List.of(
                        "lost 10.0.0.1:6379: broken",
                        "serving 10.0.0.1:6379, before 10.0.0.1:6379, 2 waited 20 ms"),
                story);
        assertEquals(0, watch.moves());
    }

    @Test
    void aLoopThatIsBackBeforeTheOtherFailsStaysBack() {
        begin();
        watch.failing(0, A, BROKEN);
        serving(0, A, 1);
        watch.failing(1, A, BROKEN);
        serving(1, A, 1);
        assertTrue(watch.isServing());
        assertEquals(2, watch.failures());
    }

    @Test
    void oneLoopTwiceIsNotTwoLoops() {
        named(A, 1);
        serving(0, A, 1);
        serving(0, A, 1);
        assertFalse(watch.isServing());
    }

    @Test
    void noPrimaryIsSaidWithItsReason() {
        begin();
        watch.named(Topology.unknown("no majority"));
        watch.named(Topology.unknown("no Sentinel"));
        assertFalse(watch.isServing());
        assertEquals("no Sentinel", watch.reason());
        named(A, 1);
        serving(0, A, 0);
        assertFalse(watch.isServing(), "all links were closed in between");
        serving(1, A, 0);
        assertEquals(
                List.of(
                        "lost 10.0.0.1:6379: no majority",
                        "named 10.0.0.1:6379 1",
                        "serving 10.0.0.1:6379, before 10.0.0.1:6379, 0 waited 0 ms"),
                story);
        assertEquals(0, watch.moves());
    }

    @Test
    void theSameNamedAgainIsNoNews() {
        begin();
        named(A, 7);
        assertTrue(watch.isServing());
        assertEquals(List.of(), story);
    }

    @Test
    void aRefusalIsTheReason() {
        named(A, 1);
        watch.failing(0, A, new OpenFailure(Kind.REFUSED, "WRONGPASS no"));
        watch.failing(1, A, new OpenFailure(Kind.REFUSED, "WRONGPASS no"));
        assertEquals("10.0.0.1:6379: WRONGPASS no", watch.reason());
        assertEquals(List.of("named 10.0.0.1:6379 1"), story);
    }
}
