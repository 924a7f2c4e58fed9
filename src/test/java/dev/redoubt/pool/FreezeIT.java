package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.failover.MovePlan;
import dev.redoubt.failover.Standby;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// An old primary whose pause of writes lapses in the middle of a move.
@Timeout(60)
class FreezeIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final List<String> story = new ArrayList<>();
    private RealRedis from;
    private RealRedis to;
    private Dialogues dialogues;

    @BeforeEach
    void start() {
        from = RealRedis.installed();
        to = RealRedis.installed();
        HostPort at = from.address();
        to.command("REPLICAOF", at.host(), Integer.toString(at.port()));
        Await.until(
                "the replica",
                () -> to.command("INFO", "replication").contains("master_link_status:up"));
        BackendConfig backend =
                new BackendConfig(
                        null,
                        null,
                        new SourceConfig.Servers(List.of(at, to.address())),
                        1,
                        Duration.ofSeconds(1),
                        1,
                        Optional.empty(),
                        Map.of(),
                        Duration.ofSeconds(1));
        dialogues = new Dialogues(loops.control(), loops.transport(), backend);
    }

    @AfterEach
    void end() {
        dialogues.close();
        loops.close();
        to.close();
        from.close();
    }

    private Freeze begun(Duration length) throws MoveFailed {
        HostPort target = to.address();
        MovePlan plan =
                new MovePlan(
                        from.address(),
                        Optional.of(new Standby(target, target, 1, true, 0, "")),
                        List.of(),
                        length,
                        List.of());
        Freeze freeze = new Freeze(dialogues, plan, new MoveSteps(story::add));
        freeze.begin(System.nanoTime() + TimeUnit.SECONDS.toNanos(20));
        assertTrue(story.getLast().endsWith(to.address() + " has all of it"), story::toString);
        story.clear();
        return freeze;
    }

    /// Who writes there waits until the pause is over.
    private void writeWhenItLapses() {
        assertEquals("+OK\r\n", from.command("SET", "k", "v"));
    }

    private void promote() {
        assertEquals("+OK\r\n", to.command("REPLICAOF", "NO", "ONE"));
    }

    @Test
    void whatIsRenewedInTimeIsNotLookedAtAgain() throws Exception {
        Freeze freeze = begun(LONG);
        freeze.renew();
        promote();
        freeze.settle();
        assertEquals(List.of(), story);
    }

    @Test
    void whatWasWrittenMeanwhileHasToGetThere() throws Exception {
        Freeze freeze = begun(SHORT);
        writeWhenItLapses();
        freeze.renew();
        Await.until(
                "the target to have it",
                () -> {
                    freeze.renew();
                    return story.getLast().endsWith(to.address() + " has those, too");
                });
        assertEquals("$1\r\nv\r\n", to.command("GET", "k"));
    }

    @Test
    void whatTheTargetHadBeforeItsPromotionIsNotMissing() throws Exception {
        Freeze freeze = begun(SHORT);
        writeWhenItLapses();
        Await.until("the write", () -> to.command("GET", "k").equals("$1\r\nv\r\n"));
        promote();
        freeze.settle();
        assertEquals(2, story.size(), story::toString);
        assertTrue(story.getLast().endsWith(to.address() + " has those, too"), story::toString);
    }

    /// Servers and nodes say things to each other, and replicas hear them.
    @Test
    void whatIsNoWriteIsNotMissed() throws Exception {
        Freeze freeze = begun(SHORT);
        promote();
        assertEquals(":0\r\n", from.command("PUBLISH", "news", "x"));
        freeze.settle();
        assertEquals(2, story.size(), story::toString);
        assertTrue(
                story.getLast().endsWith("nobody has written to " + from.address() + " meanwhile"),
                story::toString);
    }

    @Test
    void whatWasWrittenBehindThePromotionIsSaidToBeLost() throws Exception {
        Freeze freeze = begun(SHORT);
        promote();
        writeWhenItLapses();
        freeze.settle();
        assertEquals(2, story.size(), story::toString);
        assertTrue(
                story.getLast()
                        .matches(".* LOST, perhaps: [1-9]\\d* bytes of the replication stream .*"),
                story::toString);
    }
}
