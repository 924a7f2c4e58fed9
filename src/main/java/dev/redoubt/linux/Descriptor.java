package dev.redoubt.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An open file descriptor, with what its errors should say. Closed once, by its owner.
final class Descriptor implements AutoCloseable {
    /// Set in a socket's type: reads and writes return at once.
    static final int NON_BLOCKING = 0x800;

    /// Set in a socket's type: the programs that this one starts do not get it.
    static final int CLOSE_ON_EXEC = 0x80000;

    private static final int EFD_FLAGS = CLOSE_ON_EXEC | NON_BLOCKING;

    private final int number;
    private final String name;
    private final Capability needed;
    private boolean closed;

    private Descriptor(int number, String name, Capability needed) {
        this.number = number;
        this.name = name;
        this.needed = needed;
    }

    /// @param name for errors, such as `raw socket for VRRP on eth0`
    /// @param needed the capability that is missing when the kernel says EPERM
    static Descriptor socket(int domain, int type, int protocol, String name, Capability needed)
            throws SystemCallException {
        int number = Libc.socket(domain, type | CLOSE_ON_EXEC, protocol);
        Descriptor made = new Descriptor(number, name, needed);
        made.check(number, "open");
        return made;
    }

    /// One that the kernel gave by another call.
    static Descriptor of(int number, String name) {
        return new Descriptor(number, name, Capability.CAP_NET_ADMIN);
    }

    static Descriptor eventCounter() throws SystemCallException {
        int number = Libc.eventfd(EFD_FLAGS);
        Descriptor made = new Descriptor(number, "eventfd", Capability.CAP_NET_ADMIN);
        made.check(number, "open");
        return made;
    }

    int number() {
        return number;
    }

    boolean isClosed() {
        return closed;
    }

    /// Throws where a call failed.
    ///
    /// @param what what was done, in words
    /// @return the result where it is no error
    int check(int result, String what) throws SystemCallException {
        if (result < 0) {
            throw error(-result, what, "");
        }
        return result;
    }

    SystemCallException error(int errno, String what, String said) {
        return new SystemCallException(
                name + ": " + what, Errno.of(errno), "the capability " + needed, said);
    }

    void option(SocketOption option, int value) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            option(option, arena.allocateFrom(ValueLayout.JAVA_INT, value));
        }
    }

    void option(SocketOption option, MemorySegment value) throws SystemCallException {
        check(
                Libc.setsockopt(number, option.level(), option.number(), value),
                "set " + option.name());
    }

    void bind(MemorySegment address) throws SystemCallException {
        check(Libc.bind(number, address), "bind");
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Nothing to be done about an error: the kernel has let go of it anyway.
            int _ = Libc.close(number);
        }
    }
}
