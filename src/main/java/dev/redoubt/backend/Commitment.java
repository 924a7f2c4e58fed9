package dev.redoubt.backend;

import dev.redoubt.backend.Durability.Demand;
import dev.redoubt.config.DurabilityConfig.Storage;
import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// One WAIT or WAITAOF: what is asked of the replicas, and what their number means
/// (<https://redis.io/docs/latest/commands/wait/>,
/// <https://redis.io/docs/latest/commands/waitaof/>).
///
/// @param storage where the replicas must have what was written, and the primary, too
/// @param timeoutMillis how long they may take
public record Commitment(Demand demand, Storage storage, long timeoutMillis) {
    private static final String NUMBERS = "*2\r\n:";

    /// What a reply to WAIT makes of the writes before it.
    public sealed interface Verdict {
        /// The replicas have them: their replies go out.
        record Committed() implements Verdict {}

        /// They were executed, and not enough replicas said that they have them.
        ///
        /// @param error in place of each reply, without its CRLF
        record Uncommitted(String error) implements Verdict {}

        /// Nobody can tell any more what is to become of them.
        ///
        /// @param words the server's
        record Unknown(String words) implements Verdict {}
    }

    /// The request's words.
    public String[] request() {
        String asked = Integer.toString(demand.asked());
        String timeout = Long.toString(timeoutMillis);
        return switch (storage) {
            case MEMORY -> new String[] {"WAIT", asked, timeout};
            case DISK -> new String[] {"WAITAOF", "1", asked, timeout};
        };
    }

    void encode(ByteBuf out) {
        RespEncoder.ownCommand(out, request());
    }

    /// Judges a whole reply.
    public Verdict judge(ByteBuf in, int from, int to) {
        String line = in.toString(from, to - from, StandardCharsets.UTF_8).strip();
        if (storage == Storage.MEMORY && line.startsWith(":")) {
            return judge(1, Integer.parseInt(line.substring(1)));
        }
        if (storage == Storage.DISK && line.startsWith(NUMBERS)) {
            String[] numbers = line.substring(NUMBERS.length()).split("\r\n:", -1);
            return judge(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
        }
        String words = line.isEmpty() ? line : line.substring(1);
        return isRefusal(words)
                ? new Verdict.Uncommitted(refusal(request()[0], words))
                : new Verdict.Unknown(words);
    }

    /// What the numbers mean.
    ///
    /// @param local 1 where the primary has it
    private Verdict judge(int local, int having) {
        if (local >= 1 && having >= demand.asked()) {
            return new Verdict.Committed();
        }
        String disk = storage == Storage.DISK ? " on disk" : "";
        String primary = local >= 1 ? "" : ", and the primary has not";
        return new Verdict.Uncommitted(
                error(
                        "only %d of %d replicas said within %d ms that they have it%s%s"
                                .formatted(
                                        Math.max(0, having - demand.others()),
                                        demand.replicas(),
                                        timeoutMillis,
                                        disk,
                                        primary)));
    }

    /// Whether the server will say so each time: a permission, a version or its configuration is
    /// missing. (A primary that has become a replica says of WAITAOF that it cannot be used with
    /// replica instances, which is no such thing.)
    public static boolean isRefusal(String words) {
        return words.startsWith("NOPERM")
                || words.startsWith("ERR unknown command")
                || words.startsWith("ERR WAITAOF cannot be used when numlocal is set");
    }

    /// What becomes of a write about which the replicas cannot be asked.
    ///
    /// @param command that was refused
    /// @param words the server's, without the `-`
    public static String refusal(String command, String words) {
        return error(
                "nobody knows which replicas have it, " + command + " being refused: " + words);
    }

    private static String error(String why) {
        return "-ERR redoubt: executed on the primary, but not acknowledged: "
                + why
                + " (failover.durability)";
    }
}
