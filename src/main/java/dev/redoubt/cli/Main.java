package dev.redoubt.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// The program's entry: `redoubt COMMAND …`.
@Command(
        name = "redoubt",
        description = "One stable, highly available address in front of Redis.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT)
public final class Main {
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    private Main() {}

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("vip", Main::vip);
        commands.put("check", CheckCommand::new);
        commands.put("demo", () -> new DemoCommand(new NodeFront.Factory()));
        commands.put("status", StatusCommand::new);
        commands.put("pause", PauseCommand::new);
        commands.put("resume", ResumeCommand::new);
        commands.put("failover", FailoverCommand::new);
        commands.put("accept-loss", AcceptLossCommand::new);
        commands.put("train", TrainCommand::new);
        return commands;
    }

    /// Runs one command and exits with its status: 0 done, 1 it failed, 2 it was called wrongly.
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /// The command that `args` begin with, or all of them where they begin with something else.
    /// Reading what one command takes costs picocli some 30 ms, and `run` is to serve soon.
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Main());
        @Nullable Supplier<Object> called = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (called == null) {
            COMMANDS.values().forEach(command -> line.addSubcommand(command.get()));
        } else {
            line.addSubcommand(called.get());
        }
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
