package dev.redoubt.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;

@Timeout(20)
final class UnixSocketsTest {
    @TempDir private Path folder;

    private Path path() {
        return folder.resolve("s");
    }

    private ServerSocketChannel served(Path path, int backlog) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(path), backlog);
    }

    private static String refusal(Path path) {
        return String.valueOf(
                assertThrows(IOException.class, () -> UnixSockets.removeStale(path)).getMessage());
    }

    @Test
    void nothingIsThere() throws IOException {
        UnixSockets.removeStale(path());
    }

    @Test
    void aSocketThatNobodyServesIsRemoved() throws IOException {
        served(path(), 1).close();
        assertTrue(Files.exists(path(), LinkOption.NOFOLLOW_LINKS));
        UnixSockets.removeStale(path());
        assertFalse(Files.exists(path(), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aSocketInUseStays() throws IOException {
        try (ServerSocketChannel server = served(path(), 1)) {
            assertEquals("the address is in use", refusal(path()));
            assertTrue(server.isOpen());
            assertTrue(Files.exists(path()));
        }
    }

    @Test
    void anOwnerWhoIsBehindWithAcceptingIsThereToo() throws IOException {
        try (ServerSocketChannel server = served(path(), 1);
                SocketChannel first = SocketChannel.open(UnixDomainSocketAddress.of(path()));
                SocketChannel second = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
            assertTrue(first.isConnected() && second.isConnected());
            assertEquals("the address is in use", refusal(path()));
            assertTrue(server.isOpen());
        }
    }

    @Test
    void aFileIsNeverRemoved() throws IOException {
        Files.writeString(path(), "precious");
        assertEquals("a file that is no socket is there", refusal(path()));
        assertEquals("precious", Files.readString(path()));
    }

    @Test
    void aLinkToASocketIsNoSocket() throws IOException {
        Path target = folder.resolve("target");
        served(target, 1).close();
        Files.createSymbolicLink(path(), target);
        assertEquals("a file that is no socket is there", refusal(path()));
    }

    @Test
    void anothersSocketAtTheSamePathStays() throws IOException {
        ServerSocketChannel server = served(path(), 1);
        Object own = UnixSockets.identity(path());
        // Kept under another name, so that its inode is not used again.
        Files.move(path(), folder.resolve("moved"));
        try (ServerSocketChannel other = served(path(), 1)) {
            server.close();
            UnixSockets.remove(path(), own);
            assertTrue(other.isOpen());
            assertTrue(Files.exists(path()));
            UnixSockets.remove(path(), UnixSockets.identity(path()));
            assertFalse(Files.exists(path()));
            UnixSockets.remove(path(), own);
        }
    }

    @Test
    void aSocketIsPublishedWithItsMode() throws IOException {
        Path socket;
        try (UnixSocketFolder made = UnixSocketFolder.beside(path())) {
            socket = made.socket();
            Path in = socket.resolveSibling("");
            assertEquals(
                    "rwx------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(socket.getParent())));
            assertEquals(folder, in.getParent());
            try (ServerSocketChannel server = served(socket, 1)) {
                made.publish(0264);
                assertEquals(
                        "-w-rw-r--",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
                try (SocketChannel client =
                        SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
                    assertTrue(client.isConnected());
                }
                assertTrue(server.isOpen());
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void whatIsNotPublishedIsRemoved() throws IOException {
        try (UnixSocketFolder made = UnixSocketFolder.beside(path())) {
            served(made.socket(), 1).close();
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aFolderWhosePathIsTooLongIsToldSo() {
        Path target = Path.of("/" + "x".repeat(98), "s");
        IOException problem =
                assertThrows(IOException.class, () -> UnixSocketFolder.beside(target));
        assertEquals("its folder's path is too long for unix_mode", problem.getMessage());
    }
}
