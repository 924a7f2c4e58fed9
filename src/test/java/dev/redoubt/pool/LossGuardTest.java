package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.backend.Pledges;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.OwnDurability;
import dev.redoubt.config.UnansweredWrites;
import dev.redoubt.failover.History;
import dev.redoubt.failover.InfoText;
import dev.redoubt.operate.Answer;
import dev.redoubt.topology.Lease;
import dev.redoubt.topology.Topology;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// When a primary may be used, and which process at its address.
final class LossGuardTest {
    private static final HostPort A = new HostPort("10.0.0.1", 6379);
    private static final HostPort B = new HostPort("10.0.0.2", 6379);
    private static final InfoText TOLD =
            InfoText.of("slave0:ip=10.0.0.2,port=6379,state=online,offset=100,lag=0");

    private final Pledges pledges =
            new Pledges(
                    new FailoverConfig(
                            Optional.empty(),
                            new ByteSize(1),
                            UnansweredWrites.ERROR,
                            Optional.of(
                                    new DurabilityConfig(
                                            new Replicas.Count(1), Duration.ofSeconds(1))),
                            OwnDurability.NONE));
    private boolean meetsOthers;
    private final List<String> told = new ArrayList<>();
    private final DurabilityDecisions guard =
            new DurabilityDecisions(pledges, 3, () -> meetsOthers, told::add);

    private static History history(String runId, String id, String second, long secondOffset) {
        return new History(runId, id, second, secondOffset, 120, 7);
    }

    private boolean isUsed(HostPort server) {
        Topology named =
                new Topology(1, Optional.of(server), 1, Optional.empty(), "", Lease.UNLIMITED);
        return guard.allowed(named).primary().isPresent();
    }

    /// It is named, and answers.
    private void becomes(HostPort server, long epoch, History now) {
        guard.named(Optional.of(server), epoch);
        guard.looked(server, now, TOLD);
    }

    private void begin() {
        guard.named(Optional.of(A), 1);
        assertFalse(isUsed(A), "nobody has looked at it");
        assertTrue(pledges.trusts("whoever"), "nothing was seen that could be missing");
        assertTrue(guard.looked(A, history("run-a", "h1", "", -1), TOLD));
        assertTrue(isUsed(A));
    }

    /// What is acknowledged from then on is in that history, whoever was told of how much of it.
    @Test
    void anotherHistoryLacksWhatNobodyHasLookedAtSince() {
        guard.named(Optional.of(A), 1);
        guard.looked(A, history("run-a", "h1", "", -1), InfoText.of(""));
        becomes(B, 2, history("run-b", "h2", "h0", 500));
        assertFalse(isUsed(B));
    }

    @Test
    void whatAnOperatorAcceptedIsNotMissedByWhoLacksWhatCameAfter() {
        begin();
        becomes(B, 2, history("run-b", "h9", "", -1));
        assertInstanceOf(Answer.LossAccepted.class, guard.accept());
        assertTrue(isUsed(B));
        becomes(A, 3, history("run-a", "h3", "h1", 121));
        assertFalse(isUsed(A), "it has nothing of what was written to the one that was accepted");
    }

    /// It hangs, perhaps: an operator does without what was acknowledged, and not without knowing
    /// what is acknowledged from then on.
    @Test
    void whatIsAcceptedUnseenIsLookedAtStill() {
        begin();
        guard.named(Optional.of(B), 2);
        assertInstanceOf(Answer.LossAccepted.class, guard.accept());
        assertFalse(isUsed(B));
        assertInstanceOf(Answer.NothingLost.class, guard.accept(), "nothing is known any more");
        guard.looked(B, history("run-b", "h9", "", -1), TOLD);
        assertTrue(isUsed(B));
        becomes(A, 3, history("run-a", "h3", "h1", 121));
        assertFalse(isUsed(A));
    }

    @Test
    void atTheStartThereIsNothingToAccept() {
        guard.named(Optional.of(A), 1);
        assertInstanceOf(Answer.NothingLost.class, guard.accept());
        assertFalse(isUsed(A));
    }

    /// What it has of the history before is not forgotten with what others wrote in between.
    @Test
    void whatTheAcceptedOneHasIsRemembered() {
        meetsOthers = true;
        begin();
        guard.named(Optional.of(A), 3);
        guard.looked(A, history("run-a", "h3", "h1", 121), InfoText.of(""));
        assertFalse(isUsed(A), "another server was primary in between");
        guard.accept();
        becomes(B, 4, history("run-b", "h4", "h3", 90));
        assertFalse(isUsed(B), "it has less than replicas had acknowledged");
    }

    @Test
    void whoMayNotBeAskedIsUsedIfNothingWasSeen() {
        guard.named(Optional.of(A), 1);
        assertFalse(guard.untold(B));
        assertTrue(guard.untold(A));
        assertTrue(isUsed(A));
        assertFalse(guard.untold(A), "it is used already");
    }

    @Test
    void whoMayNotBeAskedIsNotUsedIfSomethingCouldBeMissing() {
        begin();
        guard.named(Optional.of(B), 2);
        assertFalse(guard.untold(B));
        assertFalse(isUsed(B));
    }

    @Test
    void anotherPrimaryIsUsedOnceItHasWhatWasAcknowledged() {
        begin();
        guard.named(Optional.of(B), 1);
        assertFalse(isUsed(B));
        assertTrue(guard.looked(B, history("run-b", "h2", "h1", 101), TOLD));
        assertTrue(isUsed(B));
        assertTrue(pledges.trusts("run-b"));
        assertFalse(pledges.trusts("run-a"));
        assertEquals(List.of(), told);
    }

    /// The one that had everything follows the one that has not, throws its own data away, and is
    /// promoted again.
    @Test
    void whoComesBackWithAnothersDataIsWithheld() {
        begin();
        becomes(B, 1, history("run-b", "h2", "h1", 50));
        assertFalse(isUsed(B), "it lacks something");
        becomes(A, 1, history("run-a", "h3", "h2", 110));
        assertFalse(isUsed(A));
        guard.looked(A, history("run-a", "h4", "", -1), TOLD);
        assertFalse(isUsed(A), "no replica for so long that its id is a new one");
    }

    @Test
    void aPrimaryWithoutReplicasForLongIsUsedUnderItsNewId() {
        begin();
        guard.looked(A, history("run-a", "h2", "", -1), TOLD);
        assertTrue(isUsed(A));
    }

    @Test
    void onlyTheProcessThatWasLookedAtIsUsed() {
        begin();
        assertTrue(pledges.trusts("run-a"));
        assertFalse(pledges.trusts("run-a-again"), "it was started again");
        assertTrue(guard.suspect(A));
        assertFalse(guard.suspect(A), "it is being looked at");
        assertFalse(isUsed(A));
        assertFalse(pledges.trusts("run-a-again"), "it has not answered yet");
        assertTrue(guard.looked(A, history("run-a-again", "h2", "h1", 101), TOLD));
        assertTrue(pledges.trusts("run-a-again"));
        assertTrue(isUsed(A));
    }

    @Test
    void oneThatLacksSomethingWaitsForAnOperator() {
        begin();
        guard.suspect(A);
        assertTrue(guard.looked(A, history("run-a-again", "h2", "h1", 100), TOLD));
        assertFalse(isUsed(A));
        assertFalse(pledges.trusts("run-a-again"));
        assertEquals(
                List.of(
                        A
                                + " lacks what replicas had acknowledged: at least 1 bytes of the"
                                + " replication stream are missing"),
                told);
        assertInstanceOf(Answer.LossAccepted.class, guard.accept());
        assertTrue(isUsed(A));
        assertTrue(pledges.trusts("run-a-again"));
        assertFalse(pledges.trusts("run-a-third"), "it may have even less");
        assertInstanceOf(Answer.NothingLost.class, guard.accept());
    }

    /// Cut off and demoted, it could not sync, and is promoted again: this node did not use the
    /// primary in between, and another one may have.
    @Test
    void whatOthersWroteInBetweenIsMissing() {
        meetsOthers = true;
        begin();
        becomes(B, 2, history("run-b", "h2", "h1", 50));
        assertFalse(isUsed(B), "it lacks something");
        guard.named(Optional.of(A), 3);
        assertFalse(isUsed(A));
        guard.looked(A, history("run-a", "h3", "h1", 121), TOLD);
        assertFalse(isUsed(A), "it has nothing of what others wrote to the one in between");
        assertTrue(told.getLast().contains(B + " was primary in between"), told::toString);
        assertInstanceOf(Answer.LossAccepted.class, guard.accept());
        assertTrue(isUsed(A));
    }

    @Test
    void aNodeThatIsAloneKnowsThatNobodyWroteInBetween() {
        begin();
        becomes(B, 2, history("run-b", "h2", "h1", 50));
        becomes(A, 3, history("run-a", "h3", "h1", 121));
        assertTrue(isUsed(A));
    }

    /// This node stood still meanwhile.
    @Test
    void aPrimaryThatWasDemotedUnseenIsWithheld() {
        meetsOthers = true;
        begin();
        becomes(A, 3, history("run-a", "h3", "h1", 121));
        assertFalse(isUsed(A));
        assertTrue(told.getLast().contains("another server was primary"), told::toString);
    }

    @Test
    void theServerMaySayItBeforeTheSentinels() {
        meetsOthers = true;
        begin();
        guard.looked(A, history("run-a", "h3", "h1", 121), TOLD);
        guard.looked(A, history("run-a", "h3", "h1", 121), TOLD);
        assertTrue(isUsed(A));
        guard.named(Optional.of(A), 3);
        assertFalse(isUsed(A));
        guard.looked(A, history("run-a", "h3", "h1", 121), TOLD);
        assertFalse(isUsed(A));
    }

    /// It was cut off and nobody told it that it was demoted: its history goes on.
    @Test
    void whoWasPromotedWithoutKnowingIsWithheld() {
        meetsOthers = true;
        begin();
        guard.named(Optional.of(A), 3);
        assertFalse(isUsed(A));
        guard.looked(A, history("run-a", "h1", "", -1), TOLD);
        assertFalse(isUsed(A));
    }

    @Test
    void theFirstEpochIsNoneThatIsToBeTold() {
        meetsOthers = true;
        becomes(A, 0, history("run-a", "h1", "", -1));
        guard.named(Optional.of(A), 2);
        assertFalse(isUsed(A));
    }

    /// A planned move uses the target before the Sentinels agree.
    @Test
    void whoIsUsedAheadOfTheSentinelsGoesOn() {
        meetsOthers = true;
        begin();
        becomes(B, 1, history("run-b", "h2", "h1", 121));
        assertTrue(isUsed(B));
        guard.named(Optional.of(B), 2);
        assertTrue(isUsed(B));
        guard.looked(B, history("run-b", "h2", "h1", 121), TOLD);
        assertTrue(isUsed(B));
        guard.named(Optional.of(B), 4);
        assertFalse(isUsed(B), "it was promoted once more");
    }

    /// Redis begins a history then, too, and so it does when it loads a file.
    @Test
    void aFailoverThatWasGivenUpIsNoDemotion() {
        meetsOthers = true;
        begin();
        guard.looked(A, history("run-a", "h3", "h1", 121), TOLD);
        assertTrue(isUsed(A));
        assertEquals(List.of(), told);
    }

    /// It cannot have been demoted: who is begins another history when it is promoted again.
    @Test
    void whoWasPrimaryAllTheTimeIsUsedAgain() {
        meetsOthers = true;
        begin();
        becomes(B, 0, history("run-b", "h9", "", -1));
        assertFalse(isUsed(B), "it is empty");
        becomes(A, 0, history("run-a", "h1", "", -1));
        assertTrue(isUsed(A));
    }

    /// Started again without anything, it is nobody whom others wrote to.
    @Test
    void whoHasTheDataTakesOverFromOneThatCameBackEmpty() {
        meetsOthers = true;
        begin();
        guard.suspect(A);
        guard.looked(A, history("run-a-again", "h9", "", -1), TOLD);
        assertFalse(isUsed(A));
        becomes(B, 2, history("run-b", "h2", "h1", 121));
        assertTrue(isUsed(B));
    }

    /// A process that loads its file begins such a history, too: the Sentinels' epoch tells.
    @Test
    void aRestartAloneIsNoDemotion() {
        meetsOthers = true;
        begin();
        guard.suspect(A);
        guard.looked(A, history("run-a-again", "h2", "h1", 121), TOLD);
        assertTrue(isUsed(A));
        becomes(A, 3, history("run-a-third", "h3", "h2", 121));
        assertFalse(isUsed(A));
    }

    /// Each was used here.
    @Test
    void whoContinuesTheOneInBetweenIsUsed() {
        meetsOthers = true;
        begin();
        becomes(B, 2, history("run-b", "h2", "h1", 121));
        assertTrue(isUsed(B));
        becomes(A, 3, history("run-a", "h3", "h2", 130));
        assertTrue(isUsed(A));
    }
}
