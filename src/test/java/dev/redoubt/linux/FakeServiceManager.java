package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The socket to which services speak as sd_notify(3) has it, as systemd has it: one datagram, one
/// or more assignments. One thread's.
public final class FakeServiceManager implements AutoCloseable {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int LONGEST_BYTES = 4096;

    private final Descriptor descriptor;
    private final List<String> heard = new ArrayList<>();

    private FakeServiceManager(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /// Listens there from now on.
    public static FakeServiceManager at(Path socket) throws SystemCallException {
        Descriptor descriptor =
                Descriptor.socket(
                        AF_UNIX,
                        SOCK_DGRAM | Descriptor.NON_BLOCKING,
                        0,
                        socket.toString(),
                        Capability.CAP_NET_ADMIN);
        byte[] path = socket.toString().getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Short.BYTES + path.length + 1L, Short.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, Short.BYTES, path.length);
            descriptor.bind(address);
            return new FakeServiceManager(descriptor);
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    /// All that was said so far, in order.
    public List<String> heard() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(LONGEST_BYTES);
            int length = Libc.recv(descriptor.number(), place, 0);
            while (length >= 0) {
                byte[] bytes = place.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
                heard.addAll(new String(bytes, StandardCharsets.UTF_8).lines().toList());
                length = Libc.recv(descriptor.number(), place, 0);
            }
        }
        return List.copyOf(heard);
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
