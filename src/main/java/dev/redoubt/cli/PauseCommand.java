package dev.redoubt.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;

/// `redoubt pause`: a node, or all of them, holds the commands of a pool, for a while.
@Command(
        name = "pause",
        description = {
            "Hold the commands of a pool at one node, or at all of them, until it is resumed.",
            "What was sent before is answered. Clients wait and get no error: shortly before"
                    + " failover.hold is over the pool goes on by itself, and the log says so."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:commands wait",
            "1:they do not, or somebody had paused it before, or with --everywhere not every node"
                    + " has confirmed it; the last line names who has not"
        },
        mixinStandardHelpOptions = true)
public final class PauseCommand extends PoolOrder {
    @Option(
            names = "--writes",
            description =
                    "Hold writes only: what may write, unknown commands, scripts and functions that"
                            + " are not read-only, and transactions with any of them.")
    private boolean writes;

    @Option(
            names = "--everywhere",
            description = "At all nodes in front of the same primary, not at this one alone.")
    private boolean everywhere;

    /// For picocli, which fills in the rest.
    public PauseCommand() {
        super("pause");
    }

    @Override
    List<String> wishes() {
        List<String> wishes = new ArrayList<>();
        if (writes) {
            wishes.add("writes");
        }
        if (everywhere) {
            wishes.add("everywhere");
        }
        return wishes;
    }
}
