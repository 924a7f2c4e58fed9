package dev.redoubt.linux;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Where other processes of this machine meet this one: a name that is no file, lives in the
/// network namespace as ports do, and is gone with its process (unix(7), abstract). One thread's.
public final class LocalListener implements AutoCloseable {
    static final int AF_UNIX = 1;

    private static final int BACKLOG = 8;
    private static final int LONGEST_NAME_BYTES = 106;

    private final Descriptor descriptor;

    private LocalListener(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /// Takes the name.
    ///
    /// @param name without the zero byte that it begins with
    /// @throws SystemCallException EADDRINUSE where another has it
    public static LocalListener open(String name) throws SystemCallException {
        Descriptor descriptor =
                Descriptor.socket(
                        AF_UNIX,
                        LocalSocket.SOCK_SEQPACKET,
                        0,
                        "socket @" + name,
                        Capability.CAP_NET_ADMIN);
        try (Arena arena = Arena.ofConfined()) {
            descriptor.bind(address(arena, name));
            descriptor.check(Libc.listen(descriptor.number(), BACKLOG), "listen");
            return new LocalListener(descriptor);
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    static MemorySegment address(Arena arena, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_NAME_BYTES) {
            throw new IllegalArgumentException("longer than the kernel takes: " + name);
        }
        int at = Short.BYTES + 1;
        MemorySegment address = arena.allocate((long) at + bytes.length, Short.BYTES);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, at, bytes.length);
        return address;
    }

    /// Waits for the next one who connects.
    ///
    /// @return null where that is no process of this user: it was let go of
    public @Nullable LocalSocket accept() throws SystemCallException {
        int number = Libc.accept(descriptor.number(), Descriptor.CLOSE_ON_EXEC);
        while (number == -Errno.EINTR.number()) {
            number = Libc.accept(descriptor.number(), Descriptor.CLOSE_ON_EXEC);
        }
        descriptor.check(number, "accept");
        Descriptor connection = Descriptor.of(number, "accepted socket");
        try {
            if (LocalSocket.peer(connection).isOurs()) {
                return new LocalSocket(connection);
            }
        } catch (SystemCallException e) {
            connection.close();
            throw e;
        }
        connection.close();
        return null;
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
