package dev.redoubt.simulation;

/// What is done to a primary with two replicas before a client asks WAIT of it; to the model and to
/// real servers alike.
enum WaitScript {
    BOTH_HAVE_IT(2, 1000, 0),
    MORE_THAN_THERE_ARE(3, 400, 0),
    ONE_IS_ENOUGH(1, 1000, 1),
    ONE_IS_HALTED(2, 400, 1),
    ALL_ARE_HALTED(1, 400, 2),
    NOBODY_IS_ASKED(0, 1000, 2),
    /// It becomes a replica while its client waits.
    DEMOTED(3, 2000, 0),
    /// It is one.
    A_REPLICA(1, 400, 0);

    final int replicas;
    final long timeoutMillis;

    /// Replicas that are stopped before the write.
    final int halted;

    WaitScript(int replicas, long timeoutMillis, int halted) {
        this.replicas = replicas;
        this.timeoutMillis = timeoutMillis;
        this.halted = halted;
    }

    /// What came of it.
    ///
    /// @param words the reply to WAIT
    record Waited(String words, long millis) {}
}
