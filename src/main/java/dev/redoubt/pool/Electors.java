package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.MovePlan;

import java.time.Duration;
import java.util.Optional;

/// Who makes a replica primary in a planned move: the Sentinels, or the primary itself. Each method
/// is called by the thread that carries out the move, and may wait.
interface Electors {
    /// Looks at everybody, and changes nothing.
    ///
    /// @param room for how long writes may be refused at most
    /// @throws MoveFailed if there is nobody to ask
    MovePlan plan(HostPort primary, Optional<HostPort> wanted, Duration room, MoveSteps steps)
            throws MoveFailed;

    /// Makes sure that the target will be chosen; commands go on meanwhile.
    void prepare(MovePlan plan, MoveSteps steps) throws MoveFailed;

    /// Makes the target primary and the old primary its replica; nothing is under way here. Once
    /// the target is primary nothing stops it any more: what fails then is left to do.
    ///
    /// @param deadlineNanos when it has to be done (`System.nanoTime()`)
    void promote(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed;

    /// The target, if it says by now that it is primary: some that give up a move are overtaken.
    Optional<HostPort> promoted(MovePlan plan);

    /// Waits until everybody knows the new primary, and tidies up.
    void settle(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed;
}
