package dev.redoubt.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

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
        if (!attributes(path).isOther()) {
            throw new IOException("a file that is no socket is there");
        }
        if (isServed(path)) {
            throw new IOException("the address is in use");
        }
        Files.delete(path);
    }

    /// Only a refusal says that nobody is there: an owner whose backlog is full, or who lets nobody
    /// in, is one. It does not wait for either.
    private static boolean isServed(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (ConnectException refused) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// What tells this file from another that comes to the same path later.
    static Object identity(Path path) throws IOException {
        return Objects.requireNonNull(attributes(path).fileKey());
    }

    /// Removes the file of a socket that was closed, unless it is gone already, or is another's.
    static void remove(Path path, Object identity) throws IOException {
        try {
            if (identity(path).equals(identity)) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException gone) {
            // Netty removes the file at the path that it bound.
        }
    }

    private static BasicFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
