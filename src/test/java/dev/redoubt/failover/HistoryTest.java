package dev.redoubt.failover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/// What INFO tells of a history, and what two of them come to.
final class HistoryTest {
    private static final InfoText SERVER =
            InfoText.of(
                    """
                    # Server
                    run_id:run1
                    loading:0
                    # Keyspace
                    db0:keys=12,expires=3,avg_ttl=0
                    db9:keys=5,expires=0,avg_ttl=0
                    """);

    private static InfoText primary(String... more) {
        return InfoText.of(
                "# Replication\r\nrole:master\r\nconnected_slaves:2\r\nmaster_replid:aa\r\n"
                        + "master_replid2:00\r\nmaster_repl_offset:1000\r\n"
                        + "second_repl_offset:-1\r\n"
                        + String.join("\r\n", more));
    }

    private static History history(String run, String id, String second, long from, long offset) {
        return new History(run, id, second, from, offset, 3);
    }

    @Test
    void aPrimaryTellsItsHistory() {
        assertEquals(
                Optional.of(new History("run1", "aa", "00", -1, 1000, 17)),
                History.of(SERVER, primary()));
    }

    @Test
    void aReplicaALoadingServerAndAnotherProgramTellNone() {
        InfoText replica = InfoText.of("role:slave\r\nmaster_replid:aa\r\nmaster_repl_offset:9");
        assertEquals(Optional.empty(), History.of(SERVER, replica));
        assertEquals(Optional.empty(), History.of(InfoText.of("loading:1"), primary()));
        assertEquals(Optional.empty(), History.of(SERVER, InfoText.of("role:master")));
        assertEquals(Optional.empty(), History.of(SERVER, InfoText.of("")));
    }

    @Test
    void whatIsNoNumberIsNotTold() {
        InfoText odd = InfoText.of("a:x\r\nb:7\r\n:c\r\nd");
        assertTrue(odd.number("a").isEmpty());
        assertEquals(7, odd.number("b").orElseThrow());
        assertTrue(odd.number("c").isEmpty());
        assertFalse(odd.has("d"));
    }

    /// Old primary: run1, id aa, offset 1000.
    @ParameterizedTest
    @CsvSource({
        "run2, bb, aa, 1001, 1200, complete",
        "run2, bb, aa, 1101, 1200, complete",
        "run2, bb, aa, 1000, 1200, missing",
        "run2, bb, aa,  401, 1200, missing",
        "run2, bb, cc, 5001, 9000, unrelated",
        "run2, bb, 00,   -1,    0, unrelated",
        "run2, aa, 00,   -1, 1000, complete",
        "run2, aa, 00,   -1,  900, missing",
        "run1, bb, 00,   -1, 1000, unrelated",
        "run1, cc, bb, 1200, 1300, unrelated",
        "run1, aa, 00,   -1,  999, missing",
        "'',   bb, 00,   -1, 2000, unrelated"
    })
    void aNewPrimaryIsComparedWithTheOld(
            String run, String id, String second, long from, long offset, String verdict) {
        History old = history("run1", "aa", "00", -1, 1000);
        History now = history(run, id, second, from, offset);
        assertEquals(verdict, HistoryVerdict.moved(Optional.of(old), now).key());
    }

    @Test
    void theLossIsCounted() {
        History old = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict =
                HistoryVerdict.moved(Optional.of(old), history("run2", "bb", "aa", 401, 1200));
        assertEquals(600, verdict.missingBytes());
        assertTrue(verdict.isBreak());
        assertEquals("at least 600 bytes of the replication stream are missing", verdict.words());
    }

    @Test
    void withoutAnEarlierLookNothingIsSaid() {
        HistoryVerdict verdict =
                HistoryVerdict.moved(Optional.empty(), history("r", "a", "0", -1, 1));
        assertEquals("unknown", verdict.key());
        assertFalse(verdict.isBreak());
        assertEquals(0, verdict.missingBytes());
    }

    @Test
    void aServerThatStayedIsNoNews() {
        History last = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict = HistoryVerdict.stayed(last, history("run1", "aa", "00", -1, 1400));
        assertEquals(new HistoryVerdict.Complete(), verdict);
    }

    /// Which Redis does when repl-backlog-ttl is over.
    @Test
    void aPrimaryWithoutReplicasHasAllThatItHadUnderItsNewId() {
        History last = history("run1", "aa", "00", -1, 1000);
        assertEquals(
                new HistoryVerdict.Complete(),
                HistoryVerdict.stayed(last, history("run1", "bb", "00", -1, 1000)));
        assertTrue(HistoryVerdict.stayed(last, history("run1", "bb", "00", -1, 999)).isBreak());
    }

    /// It was a replica that got another's data, and was promoted, between two looks.
    @Test
    void aProcessThatFollowedAnotherMeanwhileIsNotTakenForTheSameData() {
        History last = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict =
                HistoryVerdict.stayed(last, history("run1", "cc", "bb", 1200, 1300));
        assertEquals("unrelated", verdict.key());
        assertTrue(verdict.isBreak());
    }

    @Test
    void aServerThatCameBackEmptyIsOne() {
        History last = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict =
                HistoryVerdict.stayed(last, new History("run2", "bb", "00", -1, 0, 0));
        assertEquals("restarted-empty", verdict.key());
        assertEquals("it came back empty", verdict.words());
        assertTrue(verdict.isBreak());
    }

    /// Redis 7.0 and later keep the id of an RDB file as the second one.
    @ParameterizedTest
    @CsvSource({"1001, restarted-complete, 0", "801, restarted-missing, 200"})
    void aServerThatLoadedItsFileIsCompared(long from, String key, long missing) {
        History last = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict =
                HistoryVerdict.stayed(last, history("run2", "bb", "aa", from, from));
        assertEquals(key, verdict.key());
        assertEquals(missing, verdict.missingBytes());
        assertEquals(missing > 0, verdict.isBreak());
        assertTrue(verdict.words().startsWith("it was restarted: "), verdict.words());
    }

    @Test
    void anotherDataSetIsToldWithItsKeys() {
        History last = history("run1", "aa", "00", -1, 1000);
        HistoryVerdict verdict = HistoryVerdict.stayed(last, history("run2", "bb", "00", -1, 1));
        assertEquals("restarted-unrelated", verdict.key());
        assertTrue(verdict.words().contains("(it has 3 keys)"), verdict.words());
        assertEquals(0, verdict.missingBytes());
    }

    @Test
    void onlyReplicasThatMustAnswerFence() {
        assertEquals(Safeguards.NONE, Safeguards.of(primary()));
        assertEquals(Safeguards.REPLICAS_FENCE, Safeguards.of(primary("min_slaves_good_slaves:2")));
        assertEquals(
                Safeguards.NO_REPLICA,
                Safeguards.of(InfoText.of("role:master\r\nconnected_slaves:0")));
    }
}
