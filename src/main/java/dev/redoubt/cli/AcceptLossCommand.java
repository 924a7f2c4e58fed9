package dev.redoubt.cli;

import picocli.CommandLine.Command;

/// `redoubt accept-loss`: a node goes on with a primary that lacks what replicas had acknowledged.
@Command(
        name = "accept-loss",
        description = {
            "Let a node go on with a primary that lacks what replicas had acknowledged.",
            "With failover.durability such a primary is not used, and commands wait: the node's"
                    + " log and its status say what is missing. Each node is asked for itself."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:it goes on", "1:no primary was withheld, or nobody could be asked"},
        mixinStandardHelpOptions = true)
public final class AcceptLossCommand extends PoolOrder {
    /// For picocli, which fills in the rest.
    public AcceptLossCommand() {
        super("accept-loss");
    }
}
