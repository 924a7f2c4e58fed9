package dev.redoubt.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers.Need;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

class PeersTest {
    @TempDir private Path folder;

    @Test
    void findsAProgram() throws IOException {
        Path program = place("redis-server", "rwxr-xr-x");
        assertEquals(program, peers(Need.REQUIRED).find("redis-server"));
    }

    @Test
    void takesTheFirstFolderThatHasIt() throws IOException {
        Path program = place("redis-server", "rwxr-xr-x");
        Path other = Files.createDirectory(folder.resolve("other"));
        Peers peers = new Peers(Need.REQUIRED, List.of(other, folder));
        assertEquals(program, peers.find("redis-server"));
    }

    @Test
    void aMissingProgramSkipsByName() {
        TestAbortedException skipped =
                assertThrows(
                        TestAbortedException.class, () -> peers(Need.OPTIONAL).find("haproxy"));
        assertTrue(String.valueOf(skipped.getMessage()).contains("peer missing: haproxy"));
    }

    @Test
    void aMissingProgramFailsWhereRequired() {
        AssertionError failed =
                assertThrows(AssertionError.class, () -> peers(Need.REQUIRED).find("haproxy"));
        assertTrue(String.valueOf(failed.getMessage()).contains("peer missing: haproxy"));
    }

    @Test
    void aFileThatCannotRunIsNoProgram() throws IOException {
        place("haproxy", "rw-r--r--");
        assertThrows(AssertionError.class, () -> peers(Need.REQUIRED).find("haproxy"));
    }

    @Test
    void looksBesideTheOrdinaryPath() {
        assertTrue(Peers.installed("sh").isPresent());
    }

    @Test
    void anUnknownNeedIsAnError() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> Need.of("yes"));
        assertEquals("redoubt.peers: yes (expected: optional or required)", error.getMessage());
    }

    private Peers peers(Need need) {
        return new Peers(need, List.of(folder));
    }

    private Path place(String name, String permissions) throws IOException {
        Path file = Files.createFile(folder.resolve(name));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
