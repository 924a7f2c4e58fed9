package dev.redoubt.cli;

import picocli.CommandLine.Command;

/// `redoubt resume`: a node lets the held commands of a pool go on.
@Command(
        name = "resume",
        description = "Let the held commands of a pool go on.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:they go on", "1:it was not paused any more, or nobody could be asked"},
        mixinStandardHelpOptions = true)
public final class ResumeCommand extends PoolOrder {
    /// For picocli, which fills in the rest.
    public ResumeCommand() {
        super("resume");
    }
}
