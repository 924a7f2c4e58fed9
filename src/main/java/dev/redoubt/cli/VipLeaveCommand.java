package dev.redoubt.cli;

import picocli.CommandLine.Command;

/// `redoubt vip leave`: a node gives its virtual addresses to another.
@Command(
        name = "leave",
        description = {
            "Give virtual addresses of a running node to another node, until it is told to return.",
            "With them go those of their group. Where no other node can, this one takes them"
                    + " again.",
            "A node that is started anew takes part."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the node holds back", "1:it was not told"},
        mixinStandardHelpOptions = true)
public final class VipLeaveCommand extends VipPart {
    /// For picocli, which fills in the rest.
    public VipLeaveCommand() {
        super("leave");
    }
}
