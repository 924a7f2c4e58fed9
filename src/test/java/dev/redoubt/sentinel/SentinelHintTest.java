package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                SentinelAnswer.of(address, array("ip", "10.0.0.1", "port", "6379")));
        assertEquals(
                OptionalLong.empty(),
                new SentinelAnswer.Names(new HostPort("a", 1), Optional.empty()).epoch());
        assertEquals(
                new SentinelAnswer.Refused("NOPERM no"),
                SentinelAnswer.of(new RespValue.ErrorReply("NOPERM no"), address));
        assertEquals(
                new SentinelAnswer.UnknownMaster(),
                SentinelAnswer.of(new RespValue.NullReply(), address));
    }

    private static RespValue array(String... items) {
        return new ArrayReply(List.of(items).stream().<RespValue>map(BulkString::of).toList());
    }
}
