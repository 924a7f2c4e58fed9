package dev.redoubt.net;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// The files of unix sockets. A process that was killed leaves its file behind, and nobody can bind
/// where a file is.
final class UnixSockets {
    private UnixSockets() {}

    /// Removes a socket that nobody serves any more.
    ///
    /// @throws IOException if somebody does, or if the file is no socket
    static void removeStale(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean special =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .isOther();
        if (!special) {
            throw new IOException("a file that is no socket is there");
        }
        if (isServed(path)) {
            throw new IOException("the address is in use");
        }
        Files.delete(path);
    }

    private static boolean isServed(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }

    /// Removes the file of a socket that was closed; a file that is gone already is fine.
    static void remove(Path path) throws IOException {
        Files.deleteIfExists(path);
    }
}
