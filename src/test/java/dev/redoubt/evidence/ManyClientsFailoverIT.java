package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.cli.ProcessFacts;
import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A failover with very many clients: links reconnect, clients do not. 2,000 clients, 10,000 with
/// `-Dredoubt.long=true`.
@Timeout(120)
class ManyClientsFailoverIT {
    private static final int CLIENTS = Boolean.getBoolean("redoubt.long") ? 10_000 : 2_000;
    private static final long MIB = 1L << 20;
    private static final long HOLD_MEMORY = 16 * MIB;

    /// The JVM takes more for itself, too, when there is more to do.
    private static final long ITS_OWN = 64 * MIB;

    private static final int LINKS = 10;

    @TempDir private Path folder;

    @Test
    void everyClientKeepsItsConnectionAndGetsItsReply() throws Exception {
        Terms terms = new Terms(Duration.ofMillis(2500), Duration.ofSeconds(6));
        try (RealSentinels peers = RealSentinels.start(terms);
                Fronted redoubt =
                        Fronted.before(
                                peers,
                                folder,
                                new PoolLines("orders", "", "{hold_memory: 16MiB}"));
                SentinelEvents sentinels = new SentinelEvents(peers.sentinels());
                Multitude clients = new Multitude(redoubt.address("orders"), CLIENTS)) {
            awaitRounds(clients, 2);
            ProcessFacts facts = new ProcessFacts(redoubt.program().process().pid());
            long before = facts.residentBytes();
            int errorsBefore = (int) clients.failed();
            long answeredBefore = clients.succeeded();
            HostPort old = peers.servers().getFirst();
            peers.kill(old);
            long goneNanos = System.nanoTime();
            RealSentinels.await(
                    "the loss", () -> !redoubt.said("lost the primary " + old).isEmpty());
            // What was not answered at the kill, and what was sent until the link's end was
            // noticed.
            long atRisk = clients.sent() - answeredBefore;
            clients.everyoneAtOnce();
            RealSentinels.await(
                    "all waiting",
                    () ->
                            // Who has an error waits again in its next turn.
                            clients.waiting() >= CLIENTS - atRisk
                                    || clients.broken() != null
                                    || clients.failed() > atRisk);
            assertEquals(null, clients.broken());
            long held = facts.residentBytes();

            long announcedNanos = sentinels.await("+switch-master", 2);
            RealSentinels.await(
                    "answers to all", () -> clients.broken() != null || clients.waiting() < 200);
            long doneNanos = System.nanoTime();
            awaitRounds(clients, 1);
            long after = facts.residentBytes();
            HostPort primary = Promotion.primaryAt(peers.sentinels());
            long links = links(primary);

            redoubt.printLog();
            System.out.printf(
                    "%d clients through a failover: announced after %s, all answered %s later; %d"
                        + " errors %s (%d commands under way at the kill, or sent before it was"
                        + " noticed); %d connections at the new primary; resident %d MiB before, %d"
                        + " with all held, %d after%n",
                    CLIENTS,
                    Millis.of(announcedNanos - goneNanos),
                    Millis.of(doneNanos - announcedNanos),
                    clients.failed() - errorsBefore,
                    clients.errors(),
                    atRisk,
                    links,
                    before / MIB,
                    held / MIB,
                    after / MIB);
            assertEquals(null, clients.broken());
            assertEquals(0, errorsBefore);
            assertTrue(clients.failed() <= atRisk, clients.errors()::toString);
            assertTrue(links <= LINKS, "links: " + links);
            assertTrue(held - before < HOLD_MEMORY + ITS_OWN, "grown by " + (held - before));
            assertTrue(after - before < HOLD_MEMORY + ITS_OWN, "grown by " + (after - before));
        }
    }

    private static void awaitRounds(Multitude clients, int rounds) {
        long goal = clients.succeeded() + (long) rounds * CLIENTS;
        RealSentinels.await(
                "replies to all clients",
                () -> clients.broken() != null || clients.succeeded() >= goal);
    }

    /// Connections there that are neither a Sentinel's, nor a replica's, nor this one.
    private static long links(HostPort primary) throws IOException {
        try (PlainClient client = new PlainClient(primary)) {
            return client.ask("CLIENT", "LIST", "TYPE", "normal")
                    .lines()
                    .filter(line -> line.startsWith("id=") && !line.contains(" name=sentinel-"))
                    .filter(line -> !line.contains(" cmd=client|list"))
                    .count();
        }
    }
}
