package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.failover.Standby;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.FakeRedis;
import dev.redoubt.peers.ScriptedRedis;
import dev.redoubt.topology.Addresses;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One Sentinel is told to promote the target, and says nothing.
@Timeout(60)
final class SentinelElectionTest {
    private static final Duration FREEZE = Duration.ofSeconds(1);

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final ScriptedRedis target = ScriptedRedis.start();
    private final AtomicInteger looks = new AtomicInteger();
    private final List<String> story = new CopyOnWriteArrayList<>();
    private FakeRedis primary;
    private FakeRedis sentinel;

    @BeforeEach
    void start() throws IOException {
        primary = FakeRedis.start((_, _) -> {});
        sentinel =
                FakeRedis.start((_, request) -> {
                    if (request.contains("MASTER")) {
                        looks.incrementAndGet();
                    }
                });
        target.as("slave");
    }

    @AfterEach
    void end() throws IOException {
        primary.close();
        sentinel.close();
        target.close();
        loops.close();
    }

    /// A machine may be busy enough for a pause of writes to lapse.
    private void tell(String step) {
        if (!step.contains(" may have taken writes ")) {
            story.add(step);
        }
    }

    private void elect() throws MoveFailed {
        SourceConfig.Sentinel source =
                new SourceConfig.Sentinel("m", List.of(sentinel.address()), null, null);
        BackendConfig backend =
                new BackendConfig(
                        null,
                        null,
                        source,
                        1,
                        Duration.ofSeconds(1),
                        1,
                        Optional.empty(),
                        Map.of(),
                        Duration.ofSeconds(1));
        HostPort to = target.address();
        MovePlan plan =
                new MovePlan(
                        primary.address(),
                        Optional.of(new Standby(to, to, 1, true, 0, "")),
                        List.of(),
                        FREEZE,
                        List.of());
        MoveSteps steps = new MoveSteps(this::tell);
        try (Dialogues dialogues = new Dialogues(loops.control(), loops.transport(), backend)) {
            new SentinelElection(
                            new SentinelElectors(source, new Addresses(Map.of()), dialogues),
                            "m",
                            new Freeze(dialogues, plan, steps),
                            new Servers(dialogues))
                    .hold(
                            List.of(sentinel.address()),
                            plan,
                            System.nanoTime() + FREEZE.toNanos(),
                            steps);
        }
    }

    /// Halted, it may go on later, and nobody could stop it.
    @Test
    void whoWasToldAndIsSilentMayStillDoIt() throws Exception {
        Thread later =
                Thread.ofVirtual()
                        .start(() -> {
                            Await.until("some looks", () -> looks.get() >= 3);
                            target.as("master");
                        });
        elect();
        assertTrue(story.getLast().endsWith(" is primary, late"), story::toString);
        later.join();
    }

    @Test
    void whoWasToldAndIsGoneDoesNothing() throws Exception {
        Thread later =
                Thread.ofVirtual()
                        .start(() -> {
                            Await.until("a look", () -> looks.get() >= 1);
                            try {
                                sentinel.close();
                            } catch (IOException e) {
                                story.add(e.toString());
                            }
                        });
        long beganNanos = System.nanoTime();
        assertThrows(MoveFailed.class, this::elect);
        assertTrue(System.nanoTime() - beganNanos < TimeUnit.SECONDS.toNanos(10));
        assertEquals(1, story.size(), story::toString);
        later.join();
    }
}
