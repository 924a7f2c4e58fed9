package dev.redoubt.linux;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A connection between two processes of this machine that keeps packets apart and carries an open
/// file with each (unix(7): SOCK_SEQPACKET, SCM_RIGHTS).
///
/// One thread receives and closes; any may send. Nothing here waits but [#receive].
public final class LocalSocket implements AutoCloseable {
    /// The longest packet.
    public static final int LONGEST_BYTES = 128 * 1024;

    /// No open file goes along.
    public static final int NONE = -1;

    static final int SOCK_SEQPACKET = 5;

    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int CREDENTIALS_BYTES = 12;
    private static final int POLLFD_BYTES = 8;
    private static final short POLLIN = 1;
    private static final Duration QUEUE_LIMIT = Duration.ofSeconds(5);
    private static final long QUEUE_PAUSE_NANOS = Duration.ofMillis(10).toNanos();
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    /// Who is at the other end, as the kernel says: nobody can pretend.
    public record Peer(int process, int user) {
        /// Whether it runs as the same user as we do.
        public boolean isOurs() {
            return user == Libc.geteuid();
        }
    }

    /// What came.
    ///
    /// @param descriptor of the open file that came along, the receiver's to close, or [#NONE]
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    public record Packet(byte[] bytes, int descriptor) {}

    private final Descriptor descriptor;
    private final Peer peer;
    private final MessageHeader out = new MessageHeader(LONGEST_BYTES);
    private final MessageHeader in = new MessageHeader(LONGEST_BYTES);
    private final MemorySegment place = Arena.ofAuto().allocate(POLLFD_BYTES, POLLFD_BYTES);
    private final MemorySegment timespec = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);

    LocalSocket(Descriptor descriptor) throws SystemCallException {
        this.descriptor = descriptor;
        peer = peer(descriptor);
        place.set(ValueLayout.JAVA_INT, 0, descriptor.number());
        place.set(ValueLayout.JAVA_SHORT, Integer.BYTES, POLLIN);
    }

    /// Connects to whoever listens at an abstract name in this network namespace. Anybody may stand
    /// in the queue there, and it may be full.
    ///
    /// @return null where nobody listens
    /// @throws SystemCallException there was no place in the queue in time (EAGAIN), among others
    public static @Nullable LocalSocket connect(String name) throws SystemCallException {
        Descriptor descriptor =
                Descriptor.socket(
                        LocalListener.AF_UNIX,
                        SOCK_SEQPACKET | Descriptor.NON_BLOCKING,
                        0,
                        "socket @" + name,
                        Capability.CAP_NET_ADMIN);
        long deadlineNanos = System.nanoTime() + QUEUE_LIMIT.toNanos();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = LocalListener.address(arena, name);
            int connected = Libc.connect(descriptor.number(), address);
            while (connected == -Errno.EAGAIN.number() && System.nanoTime() - deadlineNanos < 0) {
                LockSupport.parkNanos(QUEUE_PAUSE_NANOS);
                connected = Libc.connect(descriptor.number(), address);
            }
            if (connected == -Errno.ECONNREFUSED.number()) {
                descriptor.close();
                return null;
            }
            descriptor.check(connected, "connect");
            return new LocalSocket(descriptor);
        } catch (SystemCallException e) {
            descriptor.close();
            throw e;
        }
    }

    static Peer peer(Descriptor descriptor) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(CREDENTIALS_BYTES, Integer.BYTES);
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, CREDENTIALS_BYTES);
            descriptor.check(
                    Libc.getsockopt(descriptor.number(), SOL_SOCKET, SO_PEERCRED, value, length),
                    "SO_PEERCRED");
            return new Peer(
                    value.get(ValueLayout.JAVA_INT, 0),
                    value.get(ValueLayout.JAVA_INT, Integer.BYTES));
        }
    }

    public Peer peer() {
        return peer;
    }

    /// Sends one packet at once or not at all; any thread.
    ///
    /// @param file descriptor of an open file, of which the other end gets its own, or [#NONE]
    /// @return false where there is no room now
    /// @throws SystemCallException the other end is gone, or this one is closed
    public boolean send(byte[] bytes, int file) throws SystemCallException {
        // The lock keeps the number from being another's in the middle.
        synchronized (descriptor) {
            if (descriptor.isClosed()) {
                throw descriptor.error(Errno.EPIPE.number(), "send", "");
            }
            MemorySegment.copy(bytes, 0, out.bytes(), ValueLayout.JAVA_BYTE, 0, bytes.length);
            if (file == NONE) {
                out.measure(0, bytes.length, 0);
            } else {
                out.measure(0, bytes.length, MessageHeader.CONTROL_HEADER_BYTES + Long.BYTES);
                out.control(SOL_SOCKET, SCM_RIGHTS, Integer.BYTES);
                out.control().set(ValueLayout.JAVA_INT, MessageHeader.CONTROL_HEADER_BYTES, file);
            }
            int sent = out.send(descriptor.number(), MSG_DONTWAIT | MSG_NOSIGNAL);
            // Too many open files on their way is a matter of time as well.
            if (sent == -Errno.EAGAIN.number()
                    || sent == -Errno.EINTR.number()
                    || sent == -Errno.ETOOMANYREFS.number()) {
                return false;
            }
            descriptor.check(sent, "send");
            return true;
        }
    }

    /// Waits for the next packet.
    ///
    /// @return null where the other end is gone
    /// @throws SystemCallException nothing came in time (ETIMEDOUT), among others
    public @Nullable Packet receive(Duration limit) throws SystemCallException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (true) {
            long leftNanos = Math.max(0, deadlineNanos - System.nanoTime());
            timespec.set(ValueLayout.JAVA_LONG, 0, leftNanos / SECOND_NANOS);
            timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, leftNanos % SECOND_NANOS);
            int ready = Libc.ppoll(place, 1, timespec);
            if (ready == 0) {
                throw descriptor.error(Errno.ETIMEDOUT.number(), "receive", "");
            }
            in.makeRoom();
            int received = in.receive(descriptor.number(), MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            if (received == -Errno.ECONNRESET.number() || received == 0) {
                // Nobody sends an empty packet: it is the end.
                return null;
            }
            if (received != -Errno.EAGAIN.number() && received != -Errno.EINTR.number()) {
                descriptor.check(received, "receive");
                return packet(received);
            }
        }
    }

    private Packet packet(int length) {
        byte[] bytes = in.bytes().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        int at = in.findControl(SOL_SOCKET, SCM_RIGHTS);
        if (at < 0) {
            return new Packet(bytes, NONE);
        }
        // Who sends more than one has no business here; they would stay open for ever.
        int end = at + in.contentBytes(at);
        for (int next = at + Integer.BYTES; next + Integer.BYTES <= end; next += Integer.BYTES) {
            close(in.control().get(ValueLayout.JAVA_INT, next));
        }
        return new Packet(bytes, in.control().get(ValueLayout.JAVA_INT, at));
    }

    /// Another descriptor of the same open file.
    public static int duplicate(int file) throws SystemCallException {
        return Descriptor.of(file, "descriptor " + file).check(Libc.dup(file), "dup");
    }

    /// Lets go of an open file that came along.
    public static void close(int file) {
        Descriptor.of(file, "").close();
    }

    @Override
    public void close() {
        synchronized (descriptor) {
            descriptor.close();
        }
    }
}
