package dev.redoubt.pool;

import dev.redoubt.config.HostPort;
import dev.redoubt.failover.MovePlan;

import java.util.Optional;

/// Who makes a replica primary in a planned move: the Sentinels, or the primary itself. Each method
/// is called by the thread that carries out the move, and may wait.
interface Electors {
    /// Looks at everybody, and changes nothing.
    ///
    /// @throws MoveFailed if there is nobody to ask
    MovePlan plan(HostPort primary, Optional<HostPort> wanted, MoveSteps steps) throws MoveFailed;

    /// Makes sure that the target will be chosen; commands go on meanwhile.
    void prepare(MovePlan plan, MoveSteps steps) throws MoveFailed;

    /// Makes the target primary and the old primary its replica; nothing is under way here.
    ///
    /// @param deadlineNanos when it has to be done (`System.nanoTime()`)
    void promote(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed;

    /// Waits until everybody knows the new primary, and tidies up.
    void settle(MovePlan plan, long deadlineNanos, MoveSteps steps) throws MoveFailed;
}
