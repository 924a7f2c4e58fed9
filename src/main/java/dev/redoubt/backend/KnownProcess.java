package dev.redoubt.backend;

import dev.redoubt.resp.RespValue;

import java.util.Optional;

/// Which process of the primary the links of a pool may be opened to, where the pool promises
/// something of its writes: one that was started again in its place answers as primary at once, and
/// may have nothing of what was acknowledged. The control loop says which it has looked at, each
/// new link asks its server for its own; so a connection that ends needs no look.
public final class KnownProcess {
    private static final String RUN_ID = "run_id:";

    /// INFO with one section is short, and tells the run id.
    static final String[] QUESTION = {"INFO", "server"};

    private volatile String runId = "";

    /// Links may be opened to this one from now on.
    ///
    /// @param looked its run id; empty while any will do
    public void is(String looked) {
        runId = looked;
    }

    /// Judges the answer to [#QUESTION]. A server that does not tell is believed: then nobody could
    /// look at it either.
    Optional<OpenFailure> judge(RespValue answer) {
        String known = runId;
        String told =
                answer.text()
                        .orElse("")
                        .lines()
                        .filter(line -> line.startsWith(RUN_ID))
                        .map(line -> line.substring(RUN_ID.length()).strip())
                        .findFirst()
                        .orElse("");
        return known.isEmpty() || told.isEmpty() || told.equals(known)
                ? Optional.empty()
                : Optional.of(
                        new OpenFailure(
                                OpenFailure.Kind.RESTARTED,
                                "it was started again, and has not been looked at yet"));
    }
}
