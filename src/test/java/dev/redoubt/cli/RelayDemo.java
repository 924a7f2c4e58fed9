package dev.redoubt.cli;

import picocli.CommandLine;

/// The demo with a stand-in for Redoubt, as a program of its own for [DemoIT].
final class RelayDemo {
    private RelayDemo() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoCommand(new RelayFronts())).execute(args));
    }
}
