package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/// Up to where a history is acknowledged.
final class AcknowledgedTest {
    private static final InfoText REPLICAS =
            InfoText.of(
                    """
                    slave0:ip=10.0.0.1,port=6379,state=online,offset=70,lag=0
                    slave1:ip=10.0.0.2,port=6379,state=online,offset=90,lag=0
                    slave2:ip=10.0.0.3,port=6379,state=online,offset=80,lag=1
                    """);

    private static History history(String runId, String id, String second, long offset) {
        return new History(runId, id, second, second.equals("0") ? -1 : 50, offset, 7);
    }

    @ParameterizedTest
    @CsvSource({"1, 90", "2, 80", "3, 70", "4, 0", "2147483647, 0", "0, 70"})
    void soManyReplicasHaveIt(int replicas, long offset) {
        History now = history("r", "x", "0", 100);
        assertEquals(offset, Acknowledged.of(now, REPLICAS, replicas, Optional.empty()).offset());
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void withoutReplicasNobodyHasIt(int replicas) {
        History now = history("r", "x", "0", 100);
        InfoText alone = InfoText.of("connected_slaves:0");
        assertEquals(0, Acknowledged.of(now, alone, replicas, Optional.empty()).offset());
    }

    @Test
    void thePrimaryItselfHasIt() {
        History now = history("r", "x", "0", 75);
        assertEquals(75, Acknowledged.of(now, REPLICAS, 1, Optional.empty()).offset());
    }

    @ParameterizedTest
    @CsvSource({
        // The same process: who knows more of it.
        "r, x, 0, 60, r, x, 0, 70, 70",
        "r, x, 0, 70, r, x, 0, 60, 70",
        // It took a new id, and has all it had.
        "r, y, 0, 70, r, x, 0, 60, 70",
        "r, x, 0, 60, r, y, 0, 70, 70",
        // The own one continued the other at 50.
        "s, y, x, 80, r, x, 0, 49, 80",
        "s, y, x, 80, r, x, 0, 60, 60",
        // The other one continued the own.
        "r, x, 0, 60, s, y, x, 55, 55"
    })
    void ofTwoTheOneThatGoesFurtherMustBeThere(
            String run,
            String id,
            String second,
            long offset,
            String othersRun,
            String othersId,
            String othersSecond,
            long othersOffset,
            long later) {
        History own = history(run, id, second, offset);
        History others = history(othersRun, othersId, othersSecond, othersOffset);
        assertEquals(later, Acknowledged.later(own, others).offset());
    }

    @ParameterizedTest
    @CsvSource({"r, y, 0, 60", "s, x, 0, 60", "s, y, x, 60", "s, y, 0, 0"})
    void whatWasAcknowledgedStaysSoWhileTheHistoryGoesOn(
            String runId, String id, String second, long offset) {
        History last = history("r", "x", "0", 60);
        History now = history(runId, id, second, 100);
        assertEquals(offset, Acknowledged.of(now, REPLICAS, 4, Optional.of(last)).offset());
    }
}
