package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.Pledges;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.OwnDurability;
import dev.redoubt.config.UnansweredWrites;
import dev.redoubt.failover.InfoText;
import dev.redoubt.topology.Addresses;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// When the replicas of a pool that promises `all` are counted.
final class ReplicaRollTest {
    private static final HostPort PRIMARY = new HostPort("10.0.0.1", 6379);
    private static final HostPort FIRST = new HostPort("10.0.1.1", 26379);
    private static final HostPort SECOND = new HostPort("10.0.1.2", 26379);
    private static final InfoText BOTH =
            InfoText.of(
                    """
                    slave0:ip=10.0.0.2,port=6379,state=online,offset=100,lag=0
                    slave1:ip=10.0.0.3,port=6379,state=online,offset=100,lag=0
                    """);
    private static final InfoText NONE = InfoText.of("connected_slaves:0");
    private static final Map<String, String> WELL = replica("10.0.0.2", "", "0");
    private static final Map<String, String> DOWN = replica("10.0.0.3", "s_down,", "0");

    private static final Map<String, String> NEVER = replica("10.0.0.3", "", "0", "0");

    private Pledges pledges = pledges(new Replicas.All());
    private ReplicaRoll roll = new ReplicaRoll(3, new Addresses(Map.of()), pledges);

    private static Pledges pledges(Replicas replicas) {
        return new Pledges(
                new FailoverConfig(
                        Optional.empty(),
                        new ByteSize(1),
                        UnansweredWrites.ERROR,
                        Optional.of(new DurabilityConfig(replicas, Duration.ofSeconds(1))),
                        OwnDurability.NONE));
    }

    private static Map<String, String> replica(String host, String flags, String pongMillis) {
        return replica(host, flags, pongMillis, "100");
    }

    private static Map<String, String> replica(
            String host, String flags, String pongMillis, String priority) {
        return Map.of(
                "ip",
                host,
                "port",
                "6379",
                "runid",
                "1234",
                "flags",
                flags + "slave",
                "last-ok-ping-reply",
                pongMillis,
                "info-refresh",
                "10",
                "slave-priority",
                priority);
    }

    private Durability.Demand demand() {
        Durability promise = pledges.of(new Identity(0, 2, Optional.empty()), "");
        assertNotNull(promise);
        Durability.Demand demand = promise.demand();
        assertNotNull(demand);
        return demand;
    }

    @Test
    void aMajorityAndThePrimaryAreNeeded() {
        assertTrue(roll.named(Optional.of(PRIMARY)));
        assertFalse(roll.named(Optional.of(PRIMARY)), "the same one");
        assertFalse(roll.named(Optional.empty()), "nobody");
        assertFalse(roll.heard(FIRST, List.of(WELL, DOWN)));
        assertFalse(roll.looked("run", BOTH), "one of three");
        assertFalse(pledges.areCounted());
        assertNull(roll.last());
        assertTrue(roll.heard(SECOND, List.of(WELL, DOWN)), "writes may go on");
        assertEquals(new Durability.Demand(1, 1), demand());
        assertFalse(roll.looked("run", BOTH), "they do");
    }

    @Test
    void anotherPrimarysAreCountedAfresh() {
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(WELL));
        roll.heard(SECOND, List.of(WELL));
        assertTrue(roll.named(Optional.of(new HostPort("10.0.0.9", 6379))));
        assertFalse(pledges.areCounted());
        roll.heard(FIRST, List.of(WELL));
        assertFalse(roll.heard(SECOND, List.of(WELL)), "it has told nothing yet");
        assertTrue(roll.looked("run", BOTH));
    }

    /// A Sentinel that names another primary lists that one's replicas, and this one among them;
    /// one that cannot be asked has no say, either.
    @Test
    void whoSpeaksOfAnotherPrimaryOrNotAtAllIsNotCounted() {
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(WELL));
        Map<String, String> primary = replica(PRIMARY.host(), "", "10");
        assertFalse(roll.heard(SECOND, List.of(WELL, primary)));
        roll.lost(FIRST);
        assertFalse(roll.heard(SECOND, List.of(WELL)), "one of three");
        assertTrue(roll.heard(FIRST, List.of(WELL)));
    }

    @Test
    void whoIsKnownTooBrieflyIsWaitedFor() {
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        Map<String, String> fresh =
                Map.of("ip", "10.0.0.3", "port", "6379", "last-ok-ping-reply", "100");
        roll.heard(FIRST, List.of(WELL, fresh));
        assertFalse(roll.heard(SECOND, List.of(WELL, fresh)));
        assertFalse(pledges.areCounted());
        roll.heard(FIRST, List.of(WELL));
        assertTrue(roll.heard(SECOND, List.of(WELL)));
        assertEquals(new Durability.Demand(1, 1), demand());
    }

    /// It connects to the new primary between two looks, and would stand for another.
    @Test
    void whoNeverCountsIsKnownStillAfterAMove() {
        pledges = pledges(new Replicas.Count(1));
        roll = new ReplicaRoll(3, new Addresses(Map.of()), pledges);
        roll.named(Optional.of(PRIMARY));
        assertEquals(new Durability.Demand(1, 0), demand());
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(WELL, NEVER));
        roll.heard(SECOND, List.of(WELL, NEVER));
        assertEquals(new Durability.Demand(1, 1), demand());

        roll.named(Optional.of(new HostPort("10.0.0.9", 6379)));
        assertEquals(new Durability.Demand(1, 1), demand(), "nobody has said anything yet");
        Map<String, String> unknown =
                Map.of("ip", "10.0.0.3", "port", "6379", "last-ok-ping-reply", "100");
        roll.looked("run", NONE);
        roll.heard(FIRST, List.of(WELL, unknown));
        roll.heard(SECOND, List.of(WELL, unknown));
        assertEquals(new Durability.Demand(1, 1), demand(), "it is not connected yet");
        roll.looked("run", BOTH);
        assertEquals(new Durability.Demand(1, 1), demand(), "it is");
        roll.looked("run", NONE);
        assertEquals(new Durability.Demand(1, 0), demand(), "it is gone");
    }

    private void beginWithOneOfPriority0() {
        pledges = pledges(new Replicas.Count(1));
        roll = new ReplicaRoll(3, new Addresses(Map.of()), pledges);
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(WELL, NEVER));
        roll.heard(SECOND, List.of(WELL, NEVER));
    }

    @Test
    void twoMovesForgetNobody() {
        beginWithOneOfPriority0();
        roll.named(Optional.of(new HostPort("10.0.0.9", 6379)));
        roll.looked("run", NONE);
        roll.heard(FIRST, List.of(WELL, NEVER));
        roll.heard(SECOND, List.of(WELL, NEVER));
        roll.named(Optional.of(new HostPort("10.0.0.8", 6379)));
        assertEquals(new Durability.Demand(1, 1), demand());
        // It can never connect to itself.
        roll.named(Optional.of(new HostPort("10.0.0.3", 6379)));
        assertEquals(new Durability.Demand(1, 0), demand());
    }

    @Test
    void whoMayBePromotedAfterAllIsNotWaitedFor() {
        pledges = pledges(new Replicas.Count(1));
        roll = new ReplicaRoll(3, new Addresses(Map.of()), pledges);
        Map<String, String> again = replica("10.0.0.3", "", "0", "100");
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(NEVER));
        roll.heard(SECOND, List.of(NEVER));
        roll.named(Optional.of(new HostPort("10.0.0.9", 6379)));
        roll.looked("run", NONE);
        roll.heard(FIRST, List.of(again));
        roll.heard(SECOND, List.of(again));
        assertEquals(new Durability.Demand(1, 0), demand());
    }

    @Test
    void whoNeverCountsAndDoesNotComeIsNotWaitedForLong() {
        pledges = pledges(new Replicas.Count(1));
        roll = new ReplicaRoll(3, new Addresses(Map.of()), pledges);
        roll.named(Optional.of(PRIMARY));
        roll.looked("run", BOTH);
        roll.heard(FIRST, List.of(NEVER));
        roll.heard(SECOND, List.of(NEVER));
        roll.named(Optional.of(new HostPort("10.0.0.9", 6379)));
        roll.heard(FIRST, List.of(NEVER));
        roll.heard(SECOND, List.of(NEVER));
        for (int look = 1; look <= 4; look++) {
            assertEquals(new Durability.Demand(1, 1), demand());
            roll.looked("run", NONE);
        }
        assertEquals(new Durability.Demand(1, 0), demand());
    }

    /// It was started again where it was, and its replicas connect anew.
    @Test
    void whoNeverCountsIsKnownStillAfterARestart() {
        beginWithOneOfPriority0();
        roll.looked("run", NONE);
        assertEquals(new Durability.Demand(1, 0), demand(), "the primary has lost it");
        roll.looked("run-again", NONE);
        assertEquals(new Durability.Demand(1, 1), demand(), "it may connect any moment");
        for (int look = 1; look <= 3; look++) {
            assertEquals(new Durability.Demand(1, 1), demand());
            roll.looked("run-again", NONE);
        }
        assertEquals(new Durability.Demand(1, 0), demand());
    }

    /// The primary was started again, empty: it is withheld, and no replica is connected to it.
    @Test
    void whoNeverCountsIsRememberedForAWhile() {
        beginWithOneOfPriority0();
        for (int look = 1; look <= 30; look++) {
            roll.looked("run", NONE);
        }
        assertEquals(new Durability.Demand(1, 0), demand(), "it is not connected");
        roll.named(Optional.of(new HostPort("10.0.0.9", 6379)));
        assertEquals(new Durability.Demand(1, 1), demand(), "it may connect any moment");
        for (int look = 1; look <= 4; look++) {
            roll.looked("run", NONE);
        }
        roll.named(Optional.of(PRIMARY));
        assertEquals(new Durability.Demand(1, 0), demand(), "it is gone for long");
    }
}
