package dev.redoubt.session;

import dev.redoubt.session.Effect.Subscription;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/// What a new connection is told for a session to go on there, and what its server has to answer.
///
/// An open transaction is said once more. Where not all of it is known, nobody may run what is left
/// of it: it is opened anew and spoiled with a command without its arguments, so that its EXEC says
/// EXECABORT.
final class SetUp {
    /// What a server answers if all goes well.
    enum Answer {
        OK,
        QUEUED,
        CONFIRMATION,
        ERROR
    }

    /// Names in one command.
    private static final int NAMES = 512;

    private final ByteBuf out;
    private final Deque<Answer> answers = new ArrayDeque<>();

    private SetUp(ByteBuf out) {
        this.out = out;
    }

    /// Writes the commands to `out`.
    ///
    /// @param said of the transaction, where one is open; null to spoil it
    /// @return the answers to expect, in their order
    static Deque<Answer> write(
            ByteBuf out,
            ConnectionState state,
            Belongings belongings,
            @Nullable TransactionCopy said) {
        SetUp setUp = new SetUp(out);
        // First: who is subscribed in RESP2 may send little else.
        belongings.settings().forEach(setting -> setUp.add(Answer.OK, setting));
        setUp.subscribe("SUBSCRIBE", belongings.names(Subscription.CHANNEL));
        setUp.subscribe("PSUBSCRIBE", belongings.names(Subscription.PATTERN));
        setUp.subscribe("SSUBSCRIBE", belongings.names(Subscription.SHARD));
        if (said != null) {
            setUp.say(said);
        } else if (state.multi()) {
            setUp.add(Answer.OK, List.of("MULTI"));
            setUp.add(Answer.ERROR, List.of("GET"));
        }
        return setUp.answers;
    }

    private void say(TransactionCopy said) {
        said.writeTo(out);
        answers.add(Answer.OK);
        for (int i = 1; i < said.requests(); i++) {
            answers.add(Answer.QUEUED);
        }
    }

    private void subscribe(String command, Set<String> names) {
        List<String> words = new ArrayList<>(List.of(command));
        for (String name : names) {
            words.add(name);
            answers.add(Answer.CONFIRMATION);
            if (words.size() > NAMES) {
                encode(words);
                words = new ArrayList<>(List.of(command));
            }
        }
        if (words.size() > 1) {
            encode(words);
        }
    }

    private void add(Answer answer, List<String> words) {
        encode(words);
        answers.add(answer);
    }

    private void encode(List<String> words) {
        Requests.encode(
                out,
                words.stream().map(word -> word.getBytes(StandardCharsets.ISO_8859_1)).toList());
    }
}
