package dev.redoubt.resp;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// Errors with which a Redis server says, before it runs a plain command, that it cannot run it
/// now: nothing has happened, and another server, or the same one later, may run it. `OOM`,
/// `NOREPLICAS`, `MISCONF` and `BUSY` come before execution, too, but are the client's to judge.
///
/// A script can return the same words after it has written, so this says nothing about scripts.
///
/// @see <https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors>
public final class Rejection {
    private static final byte[][] CODES =
            Stream.of("READONLY ", "LOADING ", "MASTERDOWN ", "CLUSTERDOWN ", "TRYAGAIN ")
                    .map(code -> code.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);

    /// Those that are the client's to judge, and may be over in a moment.
    private static final byte[][] UNREADY =
            Stream.of("NOREPLICAS ", "BUSY ")
                    .map(code -> code.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);

    /// What EXEC says when it was itself rejected; behind it comes one of the codes.
    private static final byte[] EXECABORT =
            "EXECABORT Transaction discarded because of: ".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] ABORTED = "EXECABORT ".getBytes(StandardCharsets.US_ASCII);

    /// What who waits at a primary hears when that becomes a replica.
    private static final byte[] DEMOTION =
            "UNBLOCKED force unblock from blocking operation, instance state changed"
                    .getBytes(StandardCharsets.US_ASCII);

    private Rejection() {}

    /// Whether the whole reply in `in` from `from` to `to` is one of them.
    public static boolean is(ByteBuf in, int from, int to) {
        if (in.getByte(from) != '-') {
            return false;
        }
        int words = from + 1;
        return isCode(
                in, startsWith(in, words, to, EXECABORT) ? words + EXECABORT.length : words, to);
    }

    /// Whether a whole reply says that the server does not take this now and may in a moment: one
    /// that was just promoted has no replicas yet (`min-replicas-to-write`), a script runs.
    public static boolean isUnready(ByteBuf in, int from, int to) {
        return in.getByte(from) == '-' && isAnyOf(UNREADY, in, from + 1, to);
    }

    /// The reply's words, at most so many that they fit a log line.
    public static String words(ByteBuf in, int from, int to) {
        int length = Math.min(to - from - 3, 200);
        return in.toString(from + 1, Math.max(0, length), StandardCharsets.US_ASCII);
    }

    /// Whether a whole reply to EXEC says that nothing of the transaction was run.
    public static boolean isAbort(ByteBuf in, int from, int to) {
        return in.getByte(from) == '-' && startsWith(in, from + 1, to, ABORTED);
    }

    /// Whether a whole reply says that a wait is over since the server was made a replica: the
    /// command that waited has not run.
    public static boolean isDemotion(ByteBuf in, int from, int to) {
        return in.getByte(from) == '-' && startsWith(in, from + 1, to, DEMOTION);
    }

    private static boolean isCode(ByteBuf in, int from, int to) {
        return isAnyOf(CODES, in, from, to);
    }

    private static boolean isAnyOf(byte[][] codes, ByteBuf in, int from, int to) {
        for (byte[] code : codes) {
            if (startsWith(in, from, to, code)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(ByteBuf in, int from, int to, byte[] words) {
        if (to - from < words.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if (in.getByte(from + i) != words[i]) {
                return false;
            }
        }
        return true;
    }
}
