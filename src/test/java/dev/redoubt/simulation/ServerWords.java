package dev.redoubt.simulation;

import dev.redoubt.resp.Rejection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// The bytes of each reply, as Redis sends them: the real [Rejection] judges these.
final class ServerWords {
    private static final Map<Message.Reply.Outcome, String> WORDS =
            new EnumMap<>(
                    Map.of(
                            Message.Reply.Outcome.DONE,
                            "+OK\r\n",
                            Message.Reply.Outcome.LOADING,
                            "-LOADING Redis is loading the dataset in memory\r\n",
                            Message.Reply.Outcome.READ_ONLY,
                            "-READONLY You can't write against a read only replica.\r\n",
                            Message.Reply.Outcome.RAISED,
                            "-READONLY says a script that has written\r\n",
                            Message.Reply.Outcome.UNCOMMITTED,
                            "-ERR redoubt: executed on the primary, but not acknowledged\r\n"));
    private static final Set<Message.Reply.Outcome> REJECTIONS =
            EnumSet.noneOf(Message.Reply.Outcome.class);
    private static final Set<Message.Reply.Outcome> ERRORS =
            EnumSet.noneOf(Message.Reply.Outcome.class);

    static {
        WORDS.forEach((outcome, words) -> {
            ByteBuf bytes = Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII);
            if (Rejection.is(bytes, 0, bytes.readableBytes())) {
                REJECTIONS.add(outcome);
            }
            if (words.startsWith("-")) {
                ERRORS.add(outcome);
            }
        });
    }

    private ServerWords() {}

    static boolean isRejection(Message.Reply reply) {
        return REJECTIONS.contains(reply.outcome());
    }

    static boolean isError(Message.Reply reply) {
        return ERRORS.contains(reply.outcome());
    }
}
