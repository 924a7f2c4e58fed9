package dev.redoubt.backend;

/// What a session's commands are to the lanes of its loop: each kind has lanes of its own.
public enum Way {
    /// Commands that are answered as soon as their server has run them.
    PLAIN,
    /// Scripts, which may take their time.
    SCRIPT,
    /// Writes of a pool that promises durability: acknowledged when replicas have them.
    COMMIT,
    /// Scripts that may write, in such a pool.
    COMMIT_SCRIPT;

    /// Whether the replies wait for replicas.
    public boolean isCommitted() {
        return this == COMMIT || this == COMMIT_SCRIPT;
    }

    /// Whether what belongs on the `other` way may follow here what is under way, so that its order
    /// is kept without waiting.
    public boolean carries(Way other) {
        return switch (this) {
            case PLAIN -> other == PLAIN;
            case SCRIPT -> other == PLAIN || other == SCRIPT;
            case COMMIT -> other == PLAIN || other == COMMIT;
            case COMMIT_SCRIPT -> true;
        };
    }
}
