package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Real programs that hang.
@Timeout(60)
class ScriptsTest {
    @TempDir private Path folder;

    private final Scripts scripts = new Scripts();

    private Path program(String name, String... lines) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /// It writes its process id, and sleeps.
    private Path hanging(String name) throws IOException {
        return program(name, "echo $$ > " + folder.resolve(name + ".pid"), "sleep 1000");
    }

    private boolean hasBegun(String name) {
        try {
            Path pid = folder.resolve(name + ".pid");
            return Files.exists(pid) && !Files.readString(pid).isBlank();
        } catch (IOException e) {
            return false;
        }
    }

    private ProcessHandle running(String name) throws IOException {
        await(() -> hasBegun(name));
        String pid = Files.readString(folder.resolve(name + ".pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @AfterEach
    void end() {
        scripts.close();
        scripts.awaitTold();
    }

    @Test
    void oneThatHangsKeepsNoOtherEntryWaiting() throws IOException {
        Path told = folder.resolve("told");
        Path hangs = hanging("hangs");
        Path tells = program("tells", "echo $2 $3 >> " + told);
        scripts.tell(hangs.toString(), "one", "MASTER", 100);
        ProcessHandle process = running("hangs");
        scripts.tell(tells.toString(), "other", "MASTER", 100);
        scripts.tell(tells.toString(), "other", "STOP", 100);
        await(() -> Files.exists(told) && told.toFile().length() > "other MASTER\n".length());
        assertEquals(List.of("other MASTER", "other STOP"), Files.readAllLines(told));
        assertTrue(process.isAlive());
        scripts.close();
        scripts.awaitTold();
        assertFalse(process.isAlive(), "ended at its limit");
    }

    @Test
    void whatIsTrackedIsEndedAtTheEnd() throws IOException {
        Path hangs = hanging("tracked");
        scripts.track(
                FakeVips.track(
                                hangs,
                                Duration.ofSeconds(1),
                                Duration.ofHours(1),
                                OptionalInt.empty())
                        .scripts()
                        .getFirst(),
                _ -> {});
        ProcessHandle process = running("tracked");
        scripts.close();
        assertFalse(process.isAlive(), "whoever ends next leaves nothing behind");
    }
}
