package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.operate.Answer;
import dev.redoubt.operate.Request;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;

/// An operator at one node pauses the pool at all nodes.
@Timeout(90)
class PauseEverywhereIT {
    private static final Request RESUME = new Request.Resume("orders", Request.Reach.EVERYWHERE);

    private RealRedis primary;
    private RealRedis replica;
    private PoolInTest one;
    private PoolInTest two;

    @BeforeEach
    void start() throws IOException {
        primary = RealRedis.installed();
        replica =
                RealRedis.installed(
                        "--replicaof", primary.address().host() + " " + primary.address().port());
        one = node();
        two = node();
        one.awaitServing();
        two.awaitServing();
        awaitMet(2);
    }

    /// A node serves before it listens to the others.
    private void awaitMet(int nodes) {
        Await.until(
                "nodes that listen",
                () ->
                        primary.command("PUBSUB", "NUMSUB", PeerChannel.NAME)
                                .endsWith(":" + nodes + "\r\n"));
    }

    private PoolInTest node() throws IOException {
        return PoolInTest.start(
                """
                pools:
                  orders:
                    listen: 127.0.0.1:0
                    backend: {servers: ['%s', '%s']}
                    failover: {hold: 20s}
                """
                        .formatted(primary.address(), replica.address()));
    }

    @AfterEach
    void end() {
        one.close();
        two.close();
        replica.close();
        primary.close();
    }

    private Answer.Everywhere everywhere(PoolInTest node, Request.Held held) throws Exception {
        Answer answer = node.ask(new Request.Pause("orders", held, Request.Reach.EVERYWHERE));
        return assertInstanceOf(Answer.Everywhere.class, answer, answer::words);
    }

    @Test
    void allNodesHoldUntilAnyOfThemIsToldToResume() throws Exception {
        try (PlainClient client = new PlainClient(two.address())) {
            Answer.Everywhere paused = everywhere(one, Request.Held.EVERYTHING);
            assertTrue(paused.isDone(), paused::words);
            assertEquals(1, paused.confirmed().size());
            client.send("INCR", "n");
            Await.until("a held client", () -> two.snapshot().heldSessions() == 1);
            assertTrue(two.snapshot().pausing().pausedUntil().isPresent());
            Answer resumed = two.ask(RESUME);
            assertTrue(resumed.isDone(), resumed::words);
            assertEquals(":1", client.reply());
            Await.until("both", () -> one.snapshot().pausing().pausedUntil().isEmpty());
            // Nobody can keep it paused by one order after the other.
            Answer.Everywhere again = everywhere(one, Request.Held.EVERYTHING);
            assertEquals(1, again.missing().size(), again::words);
            assertTrue(one.ask(RESUME).isDone());
        }
    }

    @Test
    void readsGoOnEverywhere() throws Exception {
        try (PlainClient client = new PlainClient(two.address())) {
            assertTrue(everywhere(one, Request.Held.WRITES).isDone());
            assertEquals("nil", client.ask("GET", "n"));
            client.send("INCR", "n");
            Await.until("a held client", () -> two.snapshot().heldSessions() == 1);
            assertTrue(one.ask(RESUME).isDone());
            assertEquals(":1", client.reply());
        }
    }

    /// It has nobody to move to, and does not listen to others.
    @Test
    void aPoolOfOneServerSaysThatItIsAlone() throws Exception {
        try (PoolInTest alone =
                PoolInTest.start(
                        """
                        pools:
                          orders:
                            listen: 127.0.0.1:0
                            backend: {servers: ['%s']}
                        """
                                .formatted(primary.address()))) {
            alone.awaitServing();
            Answer answer = alone.ask(RESUME);
            assertTrue(answer.words().contains("nothing was changed: with one server"));
        }
    }

    /// One that is there and does not confirm it is named.
    @Test
    void whoDoesNotConfirmIsNamed() throws Exception {
        try (PlainClient ghost = new PlainClient(primary.address())) {
            assertEquals(":2", ghost.ask("PUBLISH", PeerChannel.NAME, "redoubt/1 g p r here"));
            Answer.Everywhere paused = everywhere(one, Request.Held.EVERYTHING);
            assertTrue(!paused.isDone(), paused::words);
            assertTrue(paused.words().contains("NOT confirmed by g/p"), paused::words);
            assertTrue(
                    one.ask(RESUME).isDone() || one.snapshot().pausing().pausedUntil().isEmpty());
        }
    }

    /// Those that did not hear the first order are told again; who waits already says so.
    @Test
    void aSecondOrderReachesWhoMissedTheFirst() throws Exception {
        try (PlainClient ghost = new PlainClient(primary.address())) {
            ghost.ask("PUBLISH", PeerChannel.NAME, "redoubt/1 g p r here");
            Answer.Everywhere first = everywhere(one, Request.Held.WRITES);
            assertEquals(1, first.confirmed().size(), first::words);
            assertEquals(1, first.missing().size(), first::words);
        }
        try (PoolInTest late = node();
                PlainClient client = new PlainClient(late.address())) {
            late.awaitServing();
            awaitMet(3);
            Await.until("all that are there", () -> everywhere(one, Request.Held.WRITES).isDone());
            assertEquals(2, everywhere(one, Request.Held.WRITES).confirmed().size());
            assertTrue(late.snapshot().pausing().pausedUntil().isPresent());
            client.send("INCR", "n");
            Await.until("a held client", () -> late.snapshot().heldSessions() == 1);
            assertTrue(two.ask(RESUME).isDone());
            assertEquals(":1", client.reply());
            Await.until("all", () -> one.snapshot().pausing().pausedUntil().isEmpty());
        }
    }

    /// A pause of writes is none of everything.
    @Test
    void anotherPauseIsNotTakenForThisOne() throws Exception {
        assertTrue(everywhere(one, Request.Held.WRITES).isDone());
        Answer answer =
                two.ask(
                        new Request.Pause(
                                "orders", Request.Held.EVERYTHING, Request.Reach.EVERYWHERE));
        assertInstanceOf(Answer.AlreadyPaused.class, answer, answer::words);
        assertTrue(two.ask(RESUME).isDone());
    }
}
