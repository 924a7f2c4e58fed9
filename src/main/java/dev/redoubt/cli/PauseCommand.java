package dev.redoubt.cli;

import picocli.CommandLine.Command;

/// `redoubt pause`: a node holds the commands of a pool, for a while.
@Command(
        name = "pause",
        description = {
            "Hold the commands of a pool at one node, until it is resumed.",
            "What was sent before is answered. Clients wait and get no error: shortly before"
                    + " failover.hold is over the pool goes on by itself, and the log says so."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:commands wait", "1:they do not, or somebody had paused it before"},
        mixinStandardHelpOptions = true)
public final class PauseCommand extends PoolOrder {
    /// For picocli, which fills in the rest.
    public PauseCommand() {
        super("pause");
    }
}
