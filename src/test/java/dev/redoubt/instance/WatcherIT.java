package dev.redoubt.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

class WatcherIT {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM", "INT"})
    void nothingOutlivesAProgramHoweverItEnds(String signal) throws Exception {
        Process program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WatchedCluster.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said = program.inputReader(StandardCharsets.UTF_8)) {
            List<String> words = Arrays.asList(said.readLine().split(" ", -1));
            Path folder = Path.of(words.getFirst());
            List<ProcessHandle> handles =
                    words.stream()
                            .skip(1)
                            .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                            .toList();
            assertEquals(6, handles.size());
            assertTrue(Files.isDirectory(folder));

            send(signal, program.pid());

            assertTrue(program.waitFor(10, TimeUnit.SECONDS));
            await(() -> handles.stream().noneMatch(ProcessHandle::isAlive));
            await(() -> !Files.exists(folder));
        } finally {
            program.destroyForcibly();
        }
    }

    @Test
    void itSurvivesTheSignalsOfATerminal(@TempDir Path parent) throws Exception {
        try (Watcher watcher = Watcher.start(parent.resolve("watched"))) {
            ProcessHandle handle = ProcessHandle.of(watcher.pid()).orElseThrow();
            for (String signal : List.of("INT", "TERM", "HUP")) {
                send(signal, watcher.pid());
            }
            watcher.watch(999_999_999);
            watcher.forget(999_999_999);
            assertTrue(handle.isAlive());
        }
        assertFalse(Files.exists(parent.resolve("watched")));
    }

    @Test
    void onlyListedProcessesAreKilled(@TempDir Path parent) throws Exception {
        Process first = new ProcessBuilder("sleep", "100").start();
        Process second = new ProcessBuilder("sleep", "100").start();
        Process third = new ProcessBuilder("sleep", "100").start();
        try {
            try (Watcher watcher = Watcher.start(parent.resolve("watched"))) {
                watcher.watch(first.pid());
                watcher.watch(second.pid());
                watcher.watch(third.pid());
                watcher.forget(second.pid());
            }
            assertTrue(first.waitFor(5, TimeUnit.SECONDS));
            assertTrue(third.waitFor(5, TimeUnit.SECONDS));
            assertTrue(second.isAlive());
        } finally {
            List.of(first, second, third).forEach(Process::destroyForcibly);
        }
    }

    @Test
    void aFolderThatExistsIsNotTakenOver(@TempDir Path parent) throws IOException {
        Files.writeString(parent.resolve("precious"), "data");

        assertThrows(StartFailed.class, () -> Watcher.start(parent));

        assertEquals("data", Files.readString(parent.resolve("precious")));
    }

    private static void send(String signal, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }

    private static void await(Condition condition) throws IOException {
        long startNanos = System.nanoTime();
        while (!condition.holds()) {
            assertTrue(System.nanoTime() - startNanos < DEADLINE.toNanos(), "not in time");
            Probe.pause(Duration.ofMillis(20));
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }
}
