package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.HostPort;
import dev.redoubt.failover.History;
import dev.redoubt.failover.InfoText;
import dev.redoubt.operate.Answer;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Optional;

/// What another process of the node knew counts as if this one had seen it.
final class RememberedLossTest {
    private static final HostPort FIRST = new HostPort("10.0.0.4", 6379);
    private static final HostPort SECOND = new HostPort("10.0.0.5", 6379);

    private final LossGuard guard = new LossGuard("orders", pledges(), new Silent(), () -> true);

    /// Nobody is told.
    private record Silent() implements LossGuard.Listener {
        @Override
        public void withheld(HostPort server, String lack) {}

        @Override
        public void regained(HostPort server) {}

        @Override
        public void accepted(HostPort server, String lack) {}
    }

    private static Pledges pledges() {
        try {
            return new Pledges(
                    PoolInTest.read(
                                    """
                                    pools:
                                      orders:
                                        listen: 127.0.0.1:0
                                        backend: {servers: ['127.0.0.1:1']}
                                        failover: {durability: {replicas: 1}}
                                    """)
                            .pools()
                            .getFirst()
                            .failover());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// The first primary's, or the second's, which continued it at 100.
    private static History history(HostPort server, long offset) {
        return server.equals(FIRST)
                ? new History("run1", "id1", "0", -1, offset, 1)
                : new History("run2", "id2", "id1", 101, offset, 1);
    }

    private boolean sees(HostPort server, long offset) {
        InfoText replicas =
                InfoText.of("slave0:ip=10.0.0.6,port=6379,state=online,offset=" + offset);
        return guard.looked(server, history(server, offset), replicas);
    }

    @Test
    void beforeItHasSeenAnythingItLooksFirst() {
        assertFalse(guard.remember(history(FIRST, 100), Usage.NONE));
        assertEquals(Optional.of(history(FIRST, 100)), guard.acknowledged());
        guard.named(Optional.of(SECOND), 1);
        assertTrue(sees(SECOND, 200), "it is used only now");
    }

    @Test
    void aPrimaryThatLacksItIsNotUsed() {
        guard.remember(history(FIRST, 150), Usage.NONE);
        guard.named(Optional.of(SECOND), 1);
        assertTrue(sees(SECOND, 200), "withheld");
        assertTrue(guard.accept().words().contains("50 bytes"), guard.accept()::words);
    }

    @Test
    void theSamePrimaryGoesOnBeingUsed() {
        guard.named(Optional.of(FIRST), 1);
        sees(FIRST, 100);
        assertFalse(guard.remember(history(FIRST, 120), Usage.NONE));
        assertEquals(120, guard.acknowledged().orElseThrow().offset());
        assertFalse(guard.remember(history(FIRST, 90), Usage.NONE));
        assertEquals(120, guard.acknowledged().orElseThrow().offset());
    }

    @Test
    void whatWasThereBeforeIsKnownAlready() {
        guard.named(Optional.of(SECOND), 1);
        sees(SECOND, 200);
        assertFalse(guard.remember(history(FIRST, 100), Usage.NONE));
        assertEquals("run2", guard.acknowledged().orElseThrow().runId());
    }

    @Test
    void oneThatGoesFurtherMakesItLookAgain() {
        guard.named(Optional.of(SECOND), 1);
        sees(SECOND, 200);
        assertTrue(guard.remember(history(FIRST, 150), Usage.NONE));
        assertTrue(sees(SECOND, 200), "withheld");
        assertTrue(guard.accept().isDone());
        assertEquals("run2", guard.acknowledged().orElseThrow().runId(), "what there is");
    }

    @Test
    void aSuccessorThatOnlyTheOtherKnowsIsWaitedFor() {
        guard.named(Optional.of(FIRST), 1);
        sees(FIRST, 100);
        assertTrue(guard.remember(history(SECOND, 200), Usage.NONE));
        guard.named(Optional.of(SECOND), 1);
        assertTrue(sees(SECOND, 210));
        assertEquals(210, guard.acknowledged().orElseThrow().offset());
    }

    private static Usage used(HostPort server, long epoch, String between) {
        return new Usage(Optional.of(server), epoch, false, between);
    }

    /// The other process had not used the one in between.
    @Test
    void aSkippedPrimaryIsKnownOfToo() {
        guard.named(Optional.of(FIRST), 3);
        sees(FIRST, 120);
        assertTrue(guard.remember(history(FIRST, 100), used(FIRST, 1, SECOND.toString())));
        assertTrue(sees(FIRST, 120), "withheld");
        assertTrue(guard.accept().words().contains(SECOND + " was primary in between"));
    }

    @Test
    void oneThatWasPromotedAgainSinceIsWithheld() {
        guard.named(Optional.of(FIRST), 3);
        sees(FIRST, 120);
        assertTrue(guard.remember(history(FIRST, 100), used(FIRST, 1, "")));
        assertTrue(sees(FIRST, 120), "withheld");
        assertTrue(guard.accept().words().contains("another server was primary"));
    }

    @Test
    void itIsKnownBeforeAnybodyIsNamed() {
        guard.remember(history(FIRST, 100), used(FIRST, 1, ""));
        guard.named(Optional.of(FIRST), 3);
        sees(FIRST, 120);
        assertTrue(guard.accept().words().contains("another server was primary"));
    }

    @Test
    void whoIsUsedAsBeforeGoesOn() {
        guard.named(Optional.of(FIRST), 3);
        sees(FIRST, 120);
        assertFalse(guard.remember(history(FIRST, 100), used(FIRST, 3, "")));
        assertFalse(sees(FIRST, 130), "it was used, and is");
        assertEquals(130, guard.acknowledged().orElseThrow().offset());
    }

    /// A planned move is under way: the Sentinels tell its epoch later.
    @Test
    void whoWasUsedAheadOfTheSentinelsGoesOn() {
        guard.named(Optional.of(FIRST), 1);
        Usage ahead = new Usage(Optional.of(FIRST), 1, true, "");
        assertFalse(guard.remember(history(FIRST, 100), ahead), "it looks first anyway");
        guard.named(Optional.of(FIRST), 2);
        sees(FIRST, 120);
        assertInstanceOf(Answer.NothingLost.class, guard.accept(), "it is used");
    }

    @Test
    void thatIsKnownBeforeAnybodyIsNamedToo() {
        guard.remember(history(FIRST, 100), new Usage(Optional.of(FIRST), 1, true, ""));
        guard.named(Optional.of(FIRST), 1);
        sees(FIRST, 120);
        guard.named(Optional.of(FIRST), 2);
        sees(FIRST, 120);
        assertInstanceOf(Answer.NothingLost.class, guard.accept(), "it is used");
    }
}
