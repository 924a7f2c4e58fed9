package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.resp.RespValue;
import dev.redoubt.resp.RespValue.ArrayReply;
import dev.redoubt.resp.RespValue.BulkString;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class SentinelHintTest {
    @ParameterizedTest
    @CsvSource({
        "+sdown, master m 10.0.0.1 6379, true",
        "+sdown, master other 10.0.0.1 6379, false",
        "+sdown, slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379, false",
        "+odown, master m 10.0.0.1 6379 #quorum 2/2, true",
        "+elected-leader, master m 10.0.0.1 6379, true",
        "+config-update-from, sentinel id 10.0.0.4 26379 @ m 10.0.0.1 6379, true",
        "+config-update-from, sentinel id 10.0.0.4 26379 @ other 10.0.0.1 6379, false",
        "+tilt, #tilt mode entered, true",
        "+switch-master, m 10.0.0.1 6379 10.0.0.2 6379, true",
        "+switch-master, other 10.0.0.1 6379 10.0.0.2 6379, false",
        "+switch-master, m 10.0.0.1 6379, false",
        "+switch-master, m 10.0.0.1 x 10.0.0.2 y, false"
    })
    void onlyWhatConcernsTheMaster(String channel, String payload, String concerns) {
        assertEquals(
                Boolean.valueOf(concerns),
                SentinelHint.of("m", channel, payload).isPresent(),
                payload);
    }

    @ParameterizedTest
    @CsvSource({
        "+sdown, master m 10.0.0.1 6379, DOWN",
        "+odown, master m 10.0.0.1 6379 #quorum 2/2, AGREED_DOWN",
        "+try-failover, master m 10.0.0.1 6379, FAILOVER",
        "+selected-slave, slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379, FAILOVER",
        "+failover-state-wait-promotion, slave 10.0.0.2:6379 10.0.0.2 6379 @ m 10.0.0.1 6379,"
                + " FAILOVER",
        "+reset-master, master m 10.0.0.1 6379, RESET",
        "+switch-master, m 10.0.0.1 6379 10.0.0.2 6379, REPLACED",
        "-odown, master m 10.0.0.1 6379, NONE",
    })
    void saysWhichPrimaryItIsAbout(String channel, String payload, SentinelHint.Weight weight) {
        SentinelHint hint = SentinelHint.of("m", channel, payload).orElseThrow();
        assertEquals(Optional.of(new HostPort("10.0.0.1", 6379)), hint.about());
        assertEquals(weight, hint.weight());
    }

    /// Neither names a master.
    @ParameterizedTest
    @CsvSource({"+vote-for-leader, 5f0b 7", "+new-epoch, 7", "+tilt, #tilt mode entered"})
    void someAreAboutAnyMaster(String channel, String payload) {
        SentinelHint hint = SentinelHint.of("m", channel, payload).orElseThrow();
        assertEquals(Optional.empty(), hint.about());
        assertTrue(hint.isUrgent());
    }

    @Test
    void readsTheCircleTheVoteAndTilt() {
        RespValue none = new RespValue.NullReply();
        RespValue other =
                array(
                        "runid",
                        "id2",
                        "ip",
                        "10.0.0.5",
                        "port",
                        "26379",
                        "flags",
                        "s_down,sentinel");
        RespValue nameless = array("runid", "", "ip", "10.0.0.6", "port", "26379");
        PollReplies replies =
                new PollReplies(
                        array("10.0.0.1", "6379"),
                        none,
                        new ArrayReply(List.of(other, nameless)),
                        BulkString.of("id1"),
                        BulkString.of("# Sentinel\r\nsentinel_tilt:1\r\n"),
                        new ArrayReply(
                                List.of(
                                        new RespValue.IntegerReply(0),
                                        BulkString.of("id2"),
                                        new RespValue.IntegerReply(7))));
        Circle.Member member =
                new Circle.Member("id2", new HostPort("10.0.0.5", 26379), Circle.Hearing.DOWN);
        assertEquals(
                new SentinelAnswer.Names(
                        new HostPort("10.0.0.1", 6379),
                        Optional.empty(),
                        new Circle(Optional.of("id1"), List.of(member)),
                        OptionalLong.of(7),
                        SentinelAnswer.Tilt.TILTED),
                SentinelAnswer.of(replies));
    }

    @Test
    void switchMasterHasBothAddresses() {
        SentinelHint hint =
                SentinelHint.of("m", "+switch-master", "m 10.0.0.1 6379 ::1 6380").orElseThrow();
        assertEquals(
                Optional.of(
                        new SentinelHint.Switch(
                                new HostPort("10.0.0.1", 6379), new HostPort("::1", 6380))),
                hint.switched());
    }

    @Test
    void anAnswerWithoutDetailsHasNoEpoch() {
        RespValue address = array("10.0.0.1", "6379");
        assertEquals(
                new SentinelAnswer.Names(new HostPort("10.0.0.1", 6379), Optional.empty()),
                answer(address, array("ip", "10.0.0.1", "port", "6379")));
        assertEquals(
                OptionalLong.empty(),
                new SentinelAnswer.Names(new HostPort("a", 1), Optional.empty()).epoch());
        assertEquals(
                new SentinelAnswer.Refused("NOPERM no"),
                answer(new RespValue.ErrorReply("NOPERM no"), address));
        assertEquals(
                new SentinelAnswer.UnknownMaster(), answer(new RespValue.NullReply(), address));
    }

    private static SentinelAnswer answer(RespValue address, RespValue master) {
        RespValue none = new RespValue.NullReply();
        return SentinelAnswer.of(new PollReplies(address, master, none, none, none, none));
    }

    private static RespValue array(String... items) {
        return new ArrayReply(List.of(items).stream().<RespValue>map(BulkString::of).toList());
    }
}
