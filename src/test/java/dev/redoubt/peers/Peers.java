package dev.redoubt.peers;

import org.junit.jupiter.api.Assumptions;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds the programs that a test needs beside Redoubt.
///
/// A missing one skips the test by name; with `-Dredoubt.peers=required`, as `.ci/run` has it, the
/// test fails. What is only [offered][#offered] skips it even then.
///
/// @param need what a missing program means
/// @param folders where to look, in order
public record Peers(Need need, List<Path> folders) {
    /// What a missing program means for a test.
    public enum Need {
        OPTIONAL,
        REQUIRED;

        static Need of(String value) {
            return switch (value) {
                case "optional" -> OPTIONAL;
                case "required" -> REQUIRED;
                default ->
                        throw new IllegalArgumentException(
                                "redoubt.peers: " + value + " (expected: optional or required)");
            };
        }
    }

    /// Debian keeps these off an ordinary user's PATH, and haproxy and keepalived in them.
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

    /// The program's path; ends the test as skipped or failed where there is none.
    public static Path require(String program) {
        return here().find(program);
    }

    /// The path of a program that Debian's packages of this release do not have, and `.ci/run`
    /// fetches where it can; ends the test as skipped where there is none, whatever is required.
    public static Path offered(String program) {
        return here().look(program)
                .orElseGet(() ->
                        Assumptions.abort(
                                "peer missing: %s (expected: on PATH; .ci/%s fetches it)"
                                        .formatted(program, program.replace("-server", ""))));
    }

    /// The program's path, for a test that knows another way without it.
    public static Optional<Path> installed(String program) {
        return here().look(program);
    }

    /// Ends the test as skipped or failed: it needs what this machine does not allow.
    ///
    /// @param what such as `network namespaces`
    public static void lack(String what) {
        here().missing(what);
    }

    private static Peers here() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        List<Path> folders =
                Stream.concat(
                                Arrays.stream(path.split(File.pathSeparator, -1)),
                                SYSTEM_FOLDERS.stream())
                        .filter(folder -> !folder.isEmpty())
                        .map(Path::of)
                        .toList();
        return new Peers(Need.of(System.getProperty("redoubt.peers", "optional")), folders);
    }

    Path find(String program) {
        return look(program).orElseGet(() -> missing(program));
    }

    private Optional<Path> look(String program) {
        return folders.stream()
                .map(folder -> folder.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    private Path missing(String program) {
        String message =
                "peer missing: %s (expected: on PATH; .ci/run installs it)".formatted(program);
        if (need == Need.REQUIRED) {
            throw new AssertionError(message);
        }
        return Assumptions.abort(message);
    }
}
