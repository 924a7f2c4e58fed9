package dev.redoubt.cli;

import picocli.CommandLine.Command;

/// `redoubt vip return`: a node that had left takes part again.
@Command(
        name = "return",
        description = {
            "Let a running node take part with its virtual addresses again, after `vip leave`.",
            "Whether it takes them back at once is up to priority and preempt."
        },
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:the node takes part", "1:it was not told"},
        mixinStandardHelpOptions = true)
public final class VipReturnCommand extends VipPart {
    /// For picocli, which fills in the rest.
    public VipReturnCommand() {
        super("return");
    }
}
