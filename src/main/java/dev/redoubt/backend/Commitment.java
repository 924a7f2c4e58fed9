package dev.redoubt.backend;

import dev.redoubt.backend.Durability.Demand;
import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;

/// One WAIT: what is asked of the replicas, and what their number means
/// (<https://redis.io/docs/latest/commands/wait/>).
///
/// @param timeoutMillis how long they may take
public record Commitment(Demand demand, long timeoutMillis) {
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
        return new String[] {
            "WAIT", Integer.toString(demand.asked()), Long.toString(timeoutMillis)
        };
    }

    void encode(ByteBuf out) {
        RespEncoder.ownCommand(out, request());
    }

    /// Judges a whole reply.
    public Verdict judge(ByteBuf in, int from, int to) {
        String line = in.toString(from, to - from, StandardCharsets.UTF_8).strip();
        if (line.startsWith(":")) {
            int having = Integer.parseInt(line.substring(1));
            return having >= demand.asked()
                    ? new Verdict.Committed()
                    : new Verdict.Uncommitted(
                            error(
                                    "only %d of %d replicas said within %d ms that they have it"
                                            .formatted(
                                                    Math.max(0, having - demand.others()),
                                                    demand.replicas(),
                                                    timeoutMillis)));
        }
        String words = line.isEmpty() ? line : line.substring(1);
        boolean refused = words.startsWith("NOPERM") || words.startsWith("ERR unknown command");
        return refused
                ? new Verdict.Uncommitted(
                        error("nobody knows which replicas have it, WAIT being refused: " + words))
                : new Verdict.Unknown(words);
    }

    private static String error(String why) {
        return "-ERR redoubt: executed on the primary, but not acknowledged: "
                + why
                + " (failover.durability)";
    }
}
