package dev.redoubt.operate;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// What an operator asks of one pool. Immutable.
public sealed interface Request {
    /// The pool's name.
    String pool();

    /// Hold commands until [Resume], at most for as long as a command may wait.
    record Pause(String pool, Held held, Reach reach) implements Request {
        /// Of everything, here.
        public Pause(String pool) {
            this(pool, Held.EVERYTHING, Reach.HERE);
        }
    }

    /// Which commands wait.
    enum Held {
        EVERYTHING,
        /// What may write; reads go on.
        WRITES
    }

    /// Where.
    enum Reach {
        HERE,
        /// At all nodes that are in front of the same primary.
        EVERYWHERE
    }

    /// Go on with a primary that lacks what replicas had acknowledged.
    record AcceptLoss(String pool) implements Request {}

    /// Let the held commands go on.
    record Resume(String pool, Reach reach) implements Request {
        /// Here.
        public Resume(String pool) {
            this(pool, Reach.HERE);
        }
    }

    /// Move the primary to a replica.
    ///
    /// @param to the replica; empty for the best
    record Failover(String pool, Optional<HostPort> to, Mode mode) implements Request {}

    /// Whether it is meant.
    enum Mode {
        CARRY_OUT,
        /// Only look whether it could be done.
        DRY_RUN
    }
}
