package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.BackendConfig;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;

/// Who else serves a pool: not the process of this node whose place was taken.
class MeetingTest {
    private static final PeerName BEFORE = PeerName.own("here", "orders");

    private final Loops loops = new Loops(Transport.NIO, 1);
    private Peers peers;

    /// Does as it is told, which is nothing.
    private static final class Idle implements Peers.Follower, Peers.Orders {
        @Override
        public void hold(PeerName by, PeerMessage.Hold hold) {}

        @Override
        public void ended(PeerName by, PeerMessage end) {}

        @Override
        public boolean pause(PeerName by, PeerMessage.Pause pause) {
            return false;
        }

        @Override
        public void resume(PeerName by) {}
    }

    @BeforeEach
    void begin() throws IOException {
        BackendConfig backend =
                PoolInTest.read(
                                """
                                pools:
                                  orders:
                                    listen: 127.0.0.1:0
                                    backend: {servers: ['127.0.0.1:1', '127.0.0.1:2']}
                                """)
                        .pools()
                        .getFirst()
                        .backend();
        peers =
                new Peers(
                        loops.control(),
                        loops.transport(),
                        backend,
                        PeerName.own("here", "orders"),
                        _ -> new Idle(),
                        new Idle());
    }

    @AfterEach
    void end() {
        loops.close();
    }

    private void hears(PeerName by) {
        peers.heard(new PeerMessage.Sent(by, new PeerMessage.Here()));
    }

    @Test
    void nobodyIsMetBeforeAnybodySpeaks() {
        assertFalse(peers.meeting().others());
        hears(PeerName.own("there", "orders"));
        assertTrue(peers.meeting().others());
    }

    @Test
    void theProcessBeforeIsNobodyElse() {
        hears(BEFORE);
        peers.remember(new Meeting(BEFORE.run(), false));
        hears(BEFORE);
        assertFalse(peers.meeting().others());
        hears(PeerName.own("there", "orders"));
        assertTrue(peers.meeting().others());
    }

    @Test
    void whomTheProcessBeforeHasMetIsKnown() {
        peers.remember(new Meeting(BEFORE.run(), true));
        assertTrue(peers.meeting().others());
    }

    @Test
    void whoCannotHearMayHaveOthers() {
        peers.refused("NOPERM");
        assertTrue(peers.meeting().others());
    }
}
