package dev.redoubt.cli;

import org.jspecify.annotations.NullMarked;

/// The program's entry.
@NullMarked
public final class Main {
    private Main() {}

    /// Runs one command.
    public static void main(String[] args) {
        System.out.println("redoubt " + args.length);
    }
}
