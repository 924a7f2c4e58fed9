package dev.redoubt.simulation;

import static dev.redoubt.simulation.Message.NOBODY;

import java.util.Map;
import java.util.TreeMap;

/// Votes: one per epoch and Sentinel, given to whoever asks first, whether or not the voter hears
/// the master itself.
final class Election {
    private final SimulatedSentinel sentinel;
    private int voted = NOBODY;
    private long votedEpoch;

    Election(SimulatedSentinel sentinel) {
        this.sentinel = sentinel;
    }

    void begin(long epochOnDisk) {
        voted = NOBODY;
        votedEpoch = epochOnDisk;
    }

    /// For whom it voted goes with the old master; the epoch stays.
    void forget() {
        voted = NOBODY;
    }

    int voted() {
        return voted;
    }

    long votedEpoch() {
        return votedEpoch;
    }

    /// SENTINEL IS-MASTER-DOWN-BY-ADDR.
    Message answer(Message.IsMasterDown question) {
        boolean known = sentinel.master().number == question.master();
        boolean down = known && !sentinel.isTilted() && sentinel.master().subjectivelyDown;
        if (!known || question.candidate() == NOBODY) {
            return new Message.MasterDown(down, NOBODY, 0);
        }
        vote(question.epoch(), question.candidate());
        return new Message.MasterDown(down, voted, votedEpoch);
    }

    /// `sentinelVoteLeader`.
    void vote(long epoch, int candidate) {
        if (epoch > sentinel.currentEpoch()) {
            sentinel.startEpoch(epoch);
            sentinel.flush();
        }
        if (votedEpoch < epoch && sentinel.currentEpoch() <= epoch) {
            voted = candidate;
            votedEpoch = sentinel.currentEpoch();
            sentinel.flush();
            sentinel.event("+vote-for-leader");
            if (voted != sentinel.number()) {
                sentinel.failover().postpone();
            }
        }
    }

    /// `sentinelGetLeader`: absolute majority of all Sentinels ever seen, and the quorum.
    int leader(long epoch) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (Instance other : sentinel.sentinels().values()) {
            if (other.leader != NOBODY && other.leaderEpoch == sentinel.currentEpoch()) {
                counts.merge(other.leader, 1, Integer::sum);
            }
        }
        int most = most(counts);
        vote(epoch, most == NOBODY ? sentinel.number() : most);
        if (voted != NOBODY && votedEpoch == epoch) {
            counts.merge(voted, 1, Integer::sum);
        }
        int winner = most(counts);
        int needed = Math.max((sentinel.sentinels().size() + 1) / 2 + 1, sentinel.times().quorum());
        return winner != NOBODY && counts.getOrDefault(winner, 0) >= needed ? winner : NOBODY;
    }

    private static int most(Map<Integer, Integer> counts) {
        int winner = NOBODY;
        int votes = 0;
        for (Map.Entry<Integer, Integer> one : counts.entrySet()) {
            if (one.getValue() > votes) {
                winner = one.getKey();
                votes = one.getValue();
            }
        }
        return winner;
    }
}
