package dev.redoubt.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// Asks rtnetlink and waits for the end of its answer.
final class NetlinkRequests {
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int HAS_WORDS = 0x200;
    private static final int ERROR_BODY_BYTES = Integer.BYTES + NetlinkMessage.HEADER_BYTES;
    private static final int ERROR_WORDS = 1;
    private static final int DUMPS_AT_MOST = 10;

    private final NetlinkSocket socket;
    private int sequence;
    private int errno;
    private String words = "";
    private boolean ended;
    private boolean interrupted;

    NetlinkRequests(NetlinkSocket socket) {
        this.socket = socket;
    }

    NetlinkSocket socket() {
        return socket;
    }

    /// Asks for a change.
    ///
    /// @return what the kernel says; number 0 where it is done
    Errno ask(NetlinkMessage message, String what) throws SystemCallException {
        exchange(message, what, body -> {});
        return Errno.of(errno);
    }

    void carryOut(NetlinkMessage message, String what) throws SystemCallException {
        if (ask(message, what).number() != 0) {
            throw refusal(what);
        }
    }

    /// The last answer as an error, with the kernel's own words where it had some.
    SystemCallException refusal(String what) {
        return socket.descriptor().error(errno, what, words);
    }

    /// Asks for a list.
    ///
    /// @param anew called before each try: a list that changed while it was read is read again
    void dump(NetlinkMessage message, String what, Runnable anew, Consumer<ByteBuffer> each)
            throws SystemCallException {
        for (int i = 0; i < DUMPS_AT_MOST; i++) {
            anew.run();
            exchange(message, what, each);
            if (errno != 0) {
                throw refusal(what);
            }
            if (!interrupted) {
                return;
            }
        }
    }

    private void exchange(NetlinkMessage message, String what, Consumer<ByteBuffer> each)
            throws SystemCallException {
        sequence++;
        errno = 0;
        words = "";
        ended = false;
        interrupted = false;
        socket.send(message.numbered(sequence), what);
        while (!ended) {
            int received = socket.receive(answer -> heed(answer, each));
            if (received != -Errno.EINTR.number()) {
                socket.descriptor().check(received, what);
            }
        }
    }

    private void heed(NetlinkSocket.Message answer, Consumer<ByteBuffer> each) {
        // What is left of an exchange that ended with an exception.
        if (answer.sequence() != sequence) {
            return;
        }
        interrupted |= (answer.flags() & DUMP_INTERRUPTED) != 0;
        switch (answer.type()) {
            case ERROR -> {
                ended = true;
                errno = -answer.body().getInt(0);
                words = (answer.flags() & HAS_WORDS) == 0 ? "" : words(answer.body());
            }
            case DONE -> {
                ended = true;
                errno = answer.body().limit() < Integer.BYTES ? 0 : -answer.body().getInt(0);
            }
            default -> each.accept(answer.body());
        }
    }

    private static String words(ByteBuffer body) {
        ByteBuffer attributes = body.duplicate().order(ByteOrder.nativeOrder());
        attributes.position(Math.min(ERROR_BODY_BYTES, attributes.limit()));
        return new NetlinkAttributes(attributes).text(ERROR_WORDS).orElse("");
    }
}
