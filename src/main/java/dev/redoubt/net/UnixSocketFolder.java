package dev.redoubt.net;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// A folder that only its owner can enter, beside a unix socket's path. The socket is bound in
/// there, gets its permissions, and only then moves to its path: at no time is it open wider than
/// asked for, whatever the umask is.
final class UnixSocketFolder implements AutoCloseable {
    /// `sun_path` of Linux has 108 bytes, the last of which is zero.
    private static final int MAX_PATH_BYTES = 107;

    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rwx------");
    private static final int ATTEMPTS = 100;

    private final Path target;
    private final Path folder;

    private UnixSocketFolder(Path target, Path folder) {
        this.target = target;
        this.folder = folder;
    }

    /// A folder for the socket that shall stand at `target`.
    ///
    /// @throws IOException if there cannot be one; the message is for people
    static UnixSocketFolder beside(Path target) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String name = ".rd%04x".formatted(ThreadLocalRandom.current().nextInt(1 << 16));
            UnixSocketFolder made = new UnixSocketFolder(target, target.resolveSibling(name));
            int bytes = made.socket().toString().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_PATH_BYTES) {
                throw new IOException("its folder's path is too long for unix_mode");
            }
            try {
                Files.createDirectory(made.folder, PosixFilePermissions.asFileAttribute(OWNER));
                return made;
            } catch (FileAlreadyExistsException taken) {
                // Another number, then.
            }
        }
        throw new IOException("no name is free for a folder beside it");
    }

    /// Where to bind.
    Path socket() {
        return folder.resolve("s");
    }

    /// Moves the bound socket to its path.
    ///
    /// @param mode permission bits
    void publish(int mode) throws IOException {
        Files.setPosixFilePermissions(socket(), permissions(mode));
        Files.move(socket(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Bit 8 is the owner's right to read, bit 0 the right of others to execute.
    static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromOwnerRead = PosixFilePermission.values();
        for (int i = 0; i < fromOwnerRead.length; i++) {
            if (((mode >> (8 - i)) & 1) != 0) {
                permissions.add(fromOwnerRead[i]);
            }
        }
        return permissions;
    }

    /// Removes the folder and what was not published.
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(socket());
        Files.delete(folder);
    }
}
