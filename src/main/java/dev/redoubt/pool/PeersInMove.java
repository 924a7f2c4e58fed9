package dev.redoubt.pool;

import dev.redoubt.failover.MovePlan;
import dev.redoubt.peer.PeerChannel;
import dev.redoubt.peer.PeerMessage;
import dev.redoubt.peer.PeerName;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/// The others' part in a move that is carried out here: they hold commands as well, and each says
/// when what it had sent is answered. One that is there and does not say so makes the move stop.
/// Used by the thread that carries out the move.
final class PeersInMove {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /// It is opened again each second.
    private static final long EAR_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long ANSWERS_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Peers peers;
    private final Dialogues dialogues;
    private final String move = UUID.randomUUID().toString();
    private List<PeerName> expected = List.of();

    PeersInMove(Peers peers, Dialogues dialogues) {
        this.peers = peers;
        this.dialogues = dialogues;
    }

    /// Lets all who are there say so, also those of whom nothing was heard since this pool began.
    ///
    /// @throws MoveFailed if they could not be heard
    void call() throws MoveFailed {
        call(peers);
    }

    /// The same for whoever orders something.
    static void call(Peers peers) throws MoveFailed {
        PlannedMove.await(
                System.nanoTime() + EAR_NANOS,
                peers::hears,
                "the channel "
                        + PeerChannel.NAME
                        + " at the primary cannot be heard, where other nodes would have to answer"
                        + " (expected: the right to SUBSCRIBE and PUBLISH there)");
        peers.say(new PeerMessage.Call());
        LockSupport.parkNanos(ANSWERS_NANOS);
    }

    /// Tells who would have to hold.
    void tell(MoveSteps steps) throws MoveFailed {
        List<PeerName> there = peers.begin(move);
        if (!there.isEmpty()) {
            steps.tell("would ask to hold commands, too: " + names(there));
        }
    }

    private static String names(List<PeerName> peers) {
        return peers.stream().map(PeerName::toString).sorted().collect(Collectors.joining(", "));
    }

    /// All who are there are asked to hold.
    void hold(Duration most, MoveSteps steps) throws MoveFailed {
        expected = peers.begin(move);
        if (!expected.isEmpty()) {
            steps.canUndo(
                    "commands go on at " + names(expected),
                    () -> peers.say(new PeerMessage.Release(move)));
            peers.say(new PeerMessage.Hold(move, shorter(most, PeerMessage.LONGEST_HOLD)));
            steps.tell("asked to hold commands, too: " + names(expected));
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /// Waits until all of them do.
    void awaitHeld(long deadlineNanos) throws MoveFailed {
        List<PeerName> missing = peers.missing(expected);
        while (!missing.isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0 || Thread.currentThread().isInterrupted()) {
                throw new MoveFailed("no answer in time from " + names(missing));
            }
            LockSupport.parkNanos(LOOK_NANOS);
            missing = peers.missing(expected);
        }
    }

    /// The old primary, where all of them listen, passes it on.
    void moved(MovePlan plan, MoveSteps steps) {
        if (expected.isEmpty()) {
            return;
        }
        PeerMessage.Moved message =
                new PeerMessage.Moved(move, plan.from(), plan.to().orElseThrow().announced());
        try {
            dialogues.server(plan.from()).ask("PUBLISH", PeerChannel.NAME, peers.line(message));
        } catch (MoveFailed e) {
            // They hear it from the Sentinels, later.
            steps.tell("not told to " + names(expected) + ": " + e.words());
        }
    }
}
