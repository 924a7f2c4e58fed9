package dev.redoubt.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/// The program's entry: `redoubt COMMAND …`.
@Command(
        name = "redoubt",
        description = "One stable, highly available address in front of Redis.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT)
public final class Main {
    private Main() {}

    /// Runs one command and exits with its status: 0 done, 1 it failed, 2 it was called wrongly.
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /// All commands.
    static CommandLine commandLine() {
        CommandLine line =
                new CommandLine(new Main())
                        .addSubcommand(new RunCommand())
                        .addSubcommand(vip())
                        .addSubcommand(new CheckCommand())
                        .addSubcommand(new DemoCommand(new NodeFront.Factory()))
                        .addSubcommand(new StatusCommand())
                        .addSubcommand(new PauseCommand())
                        .addSubcommand(new ResumeCommand())
                        .addSubcommand(new FailoverCommand())
                        .addSubcommand(new AcceptLossCommand())
                        .addSubcommand(new TrainCommand());
        line.setExecutionExceptionHandler(Main::failed);
        return line;
    }

    private static CommandLine vip() {
        return new CommandLine(new VipCommand())
                .addSubcommand(new VipLeaveCommand())
                .addSubcommand(new VipReturnCommand());
    }

    /// A command that is missing is a wrong call, too; what nobody foresaw is one line, not a
    /// trace.
    private static int failed(Exception e, CommandLine line, CommandLine.ParseResult parsed) {
        line.getErr().println("redoubt: " + e);
        return 1;
    }
}
