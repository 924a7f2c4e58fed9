package dev.redoubt.handover;

import dev.redoubt.linux.Errno;
import dev.redoubt.linux.LocalSocket;
import dev.redoubt.linux.SystemCallException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The connection between the two processes, in messages. One thread's, but for [#trySend].
final class Line implements AutoCloseable {
    private static final Duration SEND_LIMIT = Duration.ofSeconds(5);
    private static final long SEND_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /// The other process closed the line, or has ended.
    static final class Gone extends IOException {
        private static final long serialVersionUID = 1;

        Gone() {
            super("the other process is gone");
        }
    }

    private final LocalSocket socket;

    Line(LocalSocket socket) {
        this.socket = socket;
    }

    /// What came.
    ///
    /// @param descriptor that came along, the receiver's to close, or [LocalSocket#NONE]
    record Heard(Message message, int descriptor) {
        /// Nobody has a use for the descriptor.
        void drop() {
            if (descriptor != LocalSocket.NONE) {
                LocalSocket.close(descriptor);
            }
        }
    }

    LocalSocket.Peer peer() {
        return socket.peer();
    }

    void send(Message message) throws IOException {
        send(message, LocalSocket.NONE);
    }

    /// Sends all of it, piece by piece.
    void tell(List<Memory> memories) throws IOException {
        tell(memories, SEND_LIMIT);
    }

    /// The same, and waits for room no longer than this for each piece.
    void tell(List<Memory> memories, Duration limit) throws IOException {
        for (Memory memory : memories) {
            for (Message.Memory piece : Memories.pieces(memory)) {
                send(piece, LocalSocket.NONE, limit);
            }
        }
    }

    /// Sends, and waits for room.
    void send(Message message, int descriptor) throws IOException {
        send(message, descriptor, SEND_LIMIT);
    }

    /// Sends, and waits for room no longer than this.
    void send(Message message, int descriptor, Duration limit) throws IOException {
        try {
            sendPatiently(message, descriptor, limit);
        } catch (SystemCallException e) {
            if (e.errno().equals(Errno.EPIPE) || e.errno().equals(Errno.ECONNRESET)) {
                throw new Gone();
            }
            throw e;
        }
    }

    private void sendPatiently(Message message, int descriptor, Duration limit) throws IOException {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!trySend(message, descriptor)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IOException("the other process does not listen");
            }
            LockSupport.parkNanos(SEND_PAUSE_NANOS);
        }
    }

    /// Sends where there is room at once; any thread.
    boolean trySend(Message message, int descriptor) throws IOException {
        return socket.send(MessageCodec.encode(message), descriptor);
    }

    /// Waits for the next message.
    ///
    /// @return null where the other end is gone
    /// @throws IOException nothing came in time, or nothing that anybody understands
    @Nullable Heard receive(Duration limit) throws IOException {
        LocalSocket.Packet packet = socket.receive(limit);
        if (packet == null) {
            return null;
        }
        Optional<Message> message = MessageCodec.decode(packet.bytes());
        if (message.isEmpty()) {
            if (packet.descriptor() != LocalSocket.NONE) {
                LocalSocket.close(packet.descriptor());
            }
            throw new IOException("the other process speaks another version, or something else");
        }
        return new Heard(message.get(), packet.descriptor());
    }

    /// Waits for the word that must come next.
    ///
    /// @throws IOException it does not; the message says what came instead
    <T extends Message> T expect(Class<T> kind, Duration limit) throws IOException {
        Heard heard = receive(limit);
        if (heard == null) {
            throw new Gone();
        }
        heard.drop();
        if (heard.message() instanceof Message.Refused(String reason)) {
            throw new IOException(reason);
        }
        if (!kind.isInstance(heard.message())) {
            throw new IOException(
                    "the other process says something else than " + kind.getSimpleName());
        }
        return kind.cast(heard.message());
    }

    @Override
    public void close() {
        socket.close();
    }
}
