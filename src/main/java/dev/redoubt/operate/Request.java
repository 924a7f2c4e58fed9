package dev.redoubt.operate;

/// What an operator asks of one pool. Immutable.
public sealed interface Request {
    /// The pool's name.
    String pool();

    /// Hold commands until [Resume], at most for as long as a command may wait.
    record Pause(String pool) implements Request {}

    /// Go on with a primary that lacks what replicas had acknowledged.
    record AcceptLoss(String pool) implements Request {}

    /// Let the held commands go on.
    record Resume(String pool) implements Request {}
}
