package dev.redoubt.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.List;

/// `redoubt resume`: a node lets the held commands of a pool go on.
@Command(
        name = "resume",
        description = "Let the held commands of a pool go on, at one node or at all of them.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:they go on",
            "1:it was not paused any more, or nobody could be asked, or with --everywhere not every"
                    + " node has confirmed it"
        },
        mixinStandardHelpOptions = true)
public final class ResumeCommand extends PoolOrder {
    @Option(
            names = "--everywhere",
            description = "At all nodes in front of the same primary, not at this one alone.")
    private boolean everywhere;

    /// For picocli, which fills in the rest.
    public ResumeCommand() {
        super("resume");
    }

    @Override
    List<String> wishes() {
        return everywhere ? List.of("everywhere") : List.of();
    }
}
