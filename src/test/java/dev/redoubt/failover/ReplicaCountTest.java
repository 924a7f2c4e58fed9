package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.failover.ReplicaCount.Standing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which replicas a write needs that needs all of them.
final class ReplicaCountTest {
    private static final String A = "10.0.0.1:6379";
    private static final String B = "10.0.0.2:6379";

    @ParameterizedTest
    @CsvSource({
        "slave,                100,  10,  500,           r, PROMOTABLE",
        "slave,                  0,  10,  500,           r, NEVER",
        "'slave,s_down',         0,  10,  500,           r, NEVER",
        "'slave,s_down',       100,  10,  500,           r, OUT",
        "'slave,disconnected', 100, 2500, 500,           r, PROMOTABLE",
        "'slave,disconnected', 100, 2501, 500,           r, OUT",
        "slave,                100, 5001, 500,           r, OUT",
        "slave,                100, 5000, 30000,         r, PROMOTABLE",
        "slave,                100,  10,  30001,         r, OUT",
        "'slave,disconnected', 100,  10,  1700000000000, '', NEW",
        "slave,                  0, 2500, 1700000000000, '', NEW",
        "slave,                100, 2501, 1700000000000, '', OUT"
    })
    void standing(
            String flags, String priority, String pong, String info, String runId, Standing is) {
        Map<String, String> fields = new HashMap<>();
        fields.put("flags", flags);
        fields.put("slave-priority", priority);
        fields.put("last-ok-ping-reply", pong);
        fields.put("info-refresh", info);
        fields.put("runid", runId);
        assertEquals(is, Standing.of(fields));
    }

    private static Map<String, Standing> view(Standing ofA) {
        return Map.of(A, ofA, B, Standing.PROMOTABLE);
    }

    private static ReplicaCount count(Set<String> connected, Standing... ofA) {
        return ReplicaCount.of(
                3, List.of(ofA).stream().map(ReplicaCountTest::view).toList(), connected);
    }

    @Test
    void aMinorityCountsNobodyOut() {
        Standing in = Standing.PROMOTABLE;
        Standing out = Standing.OUT;
        assertEquals(Set.of(A, B), count(Set.of(B), in, in, in).promotable());
        assertEquals(Set.of(A, B), count(Set.of(B), out, in, in).promotable());
        assertEquals(Set.of(B), count(Set.of(B), out, out, in).promotable());
        // One that says nothing does not agree.
        assertEquals(Set.of(A, B), count(Set.of(B), out).promotable());
        assertEquals(Set.of(B), count(Set.of(B), out, out).promotable());
    }

    @Test
    void whoIsNotKnownIsNotPromoted() {
        ReplicaCount count =
                ReplicaCount.of(
                        3,
                        List.of(
                                Map.of(A, Standing.PROMOTABLE),
                                Map.of(A, Standing.PROMOTABLE, B, Standing.PROMOTABLE),
                                Map.of(A, Standing.PROMOTABLE)),
                        Set.of(A, B));
        assertEquals(Set.of(A), count.promotable());
        assertEquals(Set.of(B), count.others());
        assertEquals(Set.of(A), count.inStep());
    }

    @Test
    void priorityZeroNeverCounts() {
        Standing never = Standing.NEVER;
        ReplicaCount count = count(Set.of(A, B), never, never, never);
        assertEquals(Set.of(B), count.promotable());
        assertEquals(Set.of(A), count.never());
        assertEquals(Set.of(A), count.others());
        // Its priority was changed a moment ago: both ways it counts in what is asked.
        count = count(Set.of(A, B), never, Standing.PROMOTABLE, Standing.PROMOTABLE);
        assertEquals(Set.of(A, B), count.promotable());
        assertEquals(Set.of(A), count.never());
    }

    @Test
    void theSameReplicasAreConnectedOrNot() {
        Standing in = Standing.PROMOTABLE;
        String other = "10.0.0.3:6379";
        ReplicaCount count = count(Set.of(B), in, in, in).with(Set.of(A, other));
        assertEquals(Set.of(A, B), count.promotable());
        assertEquals(Set.of(other), count.others());
        assertEquals(Set.of(A), count.inStep());
        assertEquals(Set.of(), count.never());
        Standing never = Standing.NEVER;
        count = count(Set.of(A, B), never, never, never);
        assertEquals(Set.of(A), count.with(Set.of(A)).never());
        assertEquals(Set.of(), count.with(Set.of(B)).never());
    }

    @Test
    void whatIsNewIsNotSettled() {
        assertTrue(count(Set.of(), Standing.OUT, Standing.OUT, Standing.NEW).settled());
        assertFalse(count(Set.of(), Standing.OUT, Standing.NEW, Standing.NEW).settled());
        assertEquals(
                Set.of(A, B),
                count(Set.of(), Standing.OUT, Standing.NEW, Standing.NEW).promotable());
    }

    @Test
    void connected() {
        InfoText replication =
                InfoText.of(
                        """
                        role:master
                        connected_slaves:4
                        slave0:ip=10.0.0.1,port=6379,state=online,offset=12,lag=0
                        slave1:ip=fd00::2,port=6379,state=online,offset=12,lag=5
                        slave2:ip=10.0.0.3,port=6379,state=online,offset=12,lag=6
                        slave3:ip=10.0.0.4,port=6379,state=wait_bgsave,offset=0,lag=0
                        """);
        assertEquals(Set.of(A, "fd00::2:6379"), ReplicaCount.connected(replication));
    }
}
