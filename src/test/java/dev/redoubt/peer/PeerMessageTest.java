package dev.redoubt.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.redoubt.config.HostPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

class PeerMessageTest {
    private static final PeerName PEER = new PeerName("node-1", "orders", "0123abcd");

    static Stream<PeerMessage> messages() {
        return Stream.of(
                new PeerMessage.Here(),
                new PeerMessage.Call(),
                new PeerMessage.Hold("m1", Duration.ofMillis(3500)),
                new PeerMessage.Held("m1"),
                new PeerMessage.Moved(
                        "m1", new HostPort("10.0.0.4", 6379), new HostPort("fd00::5", 6379)),
                new PeerMessage.Release("m1"),
                new PeerMessage.Pause("o1", PeerMessage.Scope.EVERYTHING, Duration.ofSeconds(29)),
                new PeerMessage.Pause("o1", PeerMessage.Scope.WRITES, Duration.ofHours(1)),
                new PeerMessage.Resume("o1"),
                new PeerMessage.Done("o1"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsSaidIsHeard(PeerMessage message) {
        PeerMessage.Sent sent = new PeerMessage.Sent(PEER, message);
        assertEquals(sent, PeerMessage.Sent.of(sent.line()));
    }

    @Test
    void theWordsOfAMessage() {
        assertEquals(
                "redoubt/1 node-1 orders 0123abcd hold m1 3500",
                new PeerMessage.Sent(PEER, new PeerMessage.Hold("m1", Duration.ofMillis(3500)))
                        .line());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "redoubt/1",
                "redoubt/2 n p r here",
                "redoubt/1 n p r",
                "redoubt/1 n p r nothing",
                "redoubt/1 n p r here now",
                "redoubt/1 n p r hold m",
                "redoubt/1 n p r hold m -1",
                "redoubt/1 n p r hold m 0",
                "redoubt/1 n p r hold m 6001",
                "redoubt/1 n p r hold m 99999999999999999999",
                "redoubt/1 n p r moved m 10.0.0.4:6379 10.0.0.5",
                "redoubt/1 n p r moved m 10.0.0.4:6379 10.0.0.5:70000",
                "redoubt/1 n p r pause o reads 1000",
                "redoubt/1 n p r pause o WRITES 1000",
                "redoubt/1 n p r pause o writes 3600001",
                "redoubt/1 n p r pause o writes x",
                "redoubt/1 n p r pause o writes",
                "redoubt/1 n p r resume",
                "redoubt/1 n p r done",
                "127.0.0.1,26379,abc,0,mymaster,127.0.0.1,6379,0"
            })
    void whatIsNoneIsIgnored(String line) {
        assertNull(PeerMessage.Sent.of(line));
    }

    @Test
    void tooLongIsIgnored() {
        assertNull(PeerMessage.Sent.of("redoubt/1 n p r release " + "m".repeat(2000)));
    }

    @Test
    void aNameIsOneWord() {
        assertEquals("a_b/_", new PeerName("a b", "", "r").toString());
        assertNotEquals(PeerName.own("n", "p"), PeerName.own("n", "p"));
    }

    @Test
    void whoIsSilentIsGone() {
        Presence presence = new Presence();
        presence.heard(PEER, 0);
        long expiry = Presence.EXPIRY.toNanos();
        assertEquals(List.of(PEER), presence.at(expiry));
        assertEquals(List.of(), presence.at(expiry + 1));
        assertEquals(List.of(), presence.at(0));
    }

    @Test
    void namesThatSomebodyMakesUpAreBounded() {
        Presence presence = new Presence();
        for (int i = 0; i < 5000; i++) {
            presence.heard(new PeerName("n" + i, "p", "r"), 0);
        }
        assertEquals(1000, presence.at(0).size());
    }
}
