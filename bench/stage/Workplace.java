package stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The temporary folder and every process of this run. Nothing of them is left once it is closed,
/// which the shutdown hook does: at the end, after an error and on Ctrl-C alike. Its methods are
/// synchronized because the hook runs beside the main thread.
public final class Workplace {
    private static final int PATIENCE_SECONDS = 5;

    /// Whether the folder stays for a look at its configurations and logs.
    public enum Folder {
        DELETE,
        KEEP
    }

    private final Path folder;
    private final Folder afterwards;
    private final List<Process> running = new ArrayList<>();
    private boolean closed;

    public Workplace(Folder afterwards) throws IOException {
        this.folder = Files.createTempDirectory("redoubt-bench-");
        this.afterwards = afterwards;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "clean-up"));
    }

    public Path folder() {
        return folder;
    }

    public Path write(String file, String text) throws IOException {
        return Files.writeString(folder.resolve(file), text);
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Starts a program whose output goes to `NAME.log` in the folder.
    public Process start(String name, List<String> command) throws IOException {
        return start(name, command, List.of());
    }

    /// The same with a variable and its value in the environment, or nothing.
    Process start(String name, List<String> command, List<String> environment) throws IOException {
        var builder =
                new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile());
        if (!environment.isEmpty()) {
            builder.environment().put(environment.getFirst(), environment.getLast());
        }
        return start(builder);
    }

    /// Starts a program to talk to; what it says on its error output goes to `NAME.log`.
    Process converse(String name, List<String> command) throws IOException {
        return start(new ProcessBuilder(command).redirectError(log(name).toFile()));
    }

    private synchronized Process start(ProcessBuilder builder) throws IOException {
        if (closed) {
            throw new Problem("stopped");
        }
        var process = builder.directory(folder.toFile()).start();
        running.add(process);
        return process;
    }

    /// Ends a program before the others.
    public synchronized void end(long pid) {
        for (var process : List.copyOf(running)) {
            if (process.pid() == pid) {
                process.destroy();
                awaitEnd(process);
                forget(process);
            }
        }
    }

    public synchronized void forget(Process ended) {
        running.remove(ended);
    }

    public Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /// What a program said last, for an error message.
    public String lastWords(String name) {
        try (var lines = Files.lines(log(name))) {
            var said = lines.filter(line -> !line.isBlank()).toList();
            return said.isEmpty()
                    ? "it said nothing"
                    : String.join(
                            "\n    ", said.subList(Math.max(0, said.size() - 4), said.size()));
        } catch (IOException _) {
            return "its log is gone";
        }
    }

    private synchronized void close() {
        closed = true;
        running.forEach(Process::destroy);
        running.forEach(Workplace::awaitEnd);
        if (afterwards == Folder.KEEP) {
            System.err.println("kept: " + folder);
        } else {
            delete();
        }
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
        }
    }

    private void delete() {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException failure) {
            System.err.println("temporary folder: " + folder + " stays: " + failure.getMessage());
        }
    }
}
