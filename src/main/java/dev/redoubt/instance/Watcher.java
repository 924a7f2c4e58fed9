package dev.redoubt.instance;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A small `sh` beside this JVM that outlives it, however it ends, and leaves nothing behind: it
/// reads `+pid` and `-pid` from a pipe whose only writer is this JVM, and when the pipe ends it
/// kills the processes that are still listed and removes the folder.
///
/// Any thread may call it: one line is one write, which a pipe keeps whole.
public final class Watcher implements AutoCloseable {
    private static final String SCRIPT =
            """
            trap '' INT TERM HUP
            mkdir -m 700 "$1" || exit 1
            echo ready
            pids=' '
            while read -r line; do
              pid=${line#?}
              case $line in
                +*) pids="$pids$pid ";;
                -*) case $pids in
                      *" $pid "*) pids="${pids%%" $pid "*} ${pids#*" $pid "}";;
                    esac;;
              esac
            done
            for pid in $pids; do kill -9 "$pid" 2>/dev/null; done
            for attempt in 1 2 3 4 5 6 7 8 9 10; do
              rm -rf "$1" 2>/dev/null
              [ -e "$1" ] || exit 0
              sleep 0.1
            done
            exit 1
            """;

    private final Path folder;
    private final Process process;
    private final OutputStream pipe;

    private Watcher(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
        this.pipe = process.getOutputStream();
    }

    /// Starts the watcher, which makes `folder` (mode 700) before this returns, so that there is no
    /// moment in which the folder is nobody's.
    ///
    /// @throws StartFailed if the folder exists already or cannot be made
    public static Watcher start(Path folder) throws IOException {
        List<String> command = new ArrayList<>(ownSession());
        command.addAll(List.of("sh", "-c", SCRIPT, "redoubt-watcher", folder.toString()));
        Process process =
                new ProcessBuilder(command)
                        .directory(new File("/"))
                        .redirectError(Redirect.DISCARD)
                        .start();
        Watcher watcher = new Watcher(folder, process);
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(said.readLine())) {
                throw new StartFailed("folder: " + folder + " (expected: a place to make it)");
            }
        }
        return watcher;
    }

    /// The prefix that takes a command out of the terminal's process group, so that Ctrl-C reaches
    /// this program alone; empty where util-linux is missing.
    static List<String> ownSession() {
        for (String place : List.of("/usr/bin/setsid", "/bin/setsid")) {
            if (Files.isExecutable(Path.of(place))) {
                return List.of(place);
            }
        }
        return List.of();
    }

    /// The folder that goes when this JVM goes.
    public Path folder() {
        return folder;
    }

    /// The watcher's own process id.
    public long pid() {
        return process.pid();
    }

    /// From now on `pid` is killed when this JVM ends.
    void watch(long pid) throws IOException {
        tell("+" + pid + "\n");
    }

    /// `pid` ended: the system may give its number to somebody else.
    void forget(long pid) {
        try {
            tell("-" + pid + "\n");
        } catch (IOException e) {
            // The pipe is closed: the watcher is past reading, there is nothing left to correct.
        }
    }

    private void tell(String line) throws IOException {
        pipe.write(line.getBytes(StandardCharsets.US_ASCII));
        pipe.flush();
    }

    /// Has the watcher kill what is listed and remove the folder, and waits for it up to 3 s.
    @Override
    public void close() {
        try {
            pipe.close();
            process.waitFor(3, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
