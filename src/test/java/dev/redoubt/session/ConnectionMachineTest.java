package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;
import dev.redoubt.session.ConnectionMachine.Answer;
import dev.redoubt.session.Effect.Subscription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The whole table of transitions against the reviewed one in `connection-machine.txt`.
final class ConnectionMachineTest {
    private static final Credentials USER = new Credentials("u", new Secret("p"));

    private static final List<ConnectionState> STATES =
            List.of(
                    ConnectionState.CLEAN,
                    new ConnectionState(true, false, 0, 0, 0, false),
                    new ConnectionState(false, true, 0, 0, 0, false),
                    new ConnectionState(true, true, 1, 2, 3, true));

    private static final List<Effect> EFFECTS =
            List.of(
                    new Effect.None(),
                    new Effect.Begin(),
                    new Effect.Execute(),
                    new Effect.Discard(),
                    new Effect.Watch(),
                    new Effect.Unwatch(),
                    new Effect.Select(1),
                    new Effect.Name("n"),
                    new Effect.Hello(3, null, null, 0),
                    new Effect.Login(USER),
                    new Effect.Subscribe(1),
                    new Effect.Unsubscribe(Subscription.CHANNEL, 1),
                    new Effect.Keep(),
                    new Effect.Taint(),
                    new Effect.Uncounted());

    @Test
    void everyTransition() throws IOException {
        StringBuilder table = new StringBuilder();
        for (Effect effect : EFFECTS) {
            for (Answer answer : Answer.values()) {
                table.append(effect.getClass().getSimpleName()).append(' ').append(answer);
                for (ConnectionState state : STATES) {
                    ConnectionState after = ConnectionMachine.answered(state, effect, answer);
                    table.append(" | ").append(after.equals(state) ? "same" : shown(after));
                }
                table.append('\n');
            }
        }
        assertEquals(golden(), table.toString());
    }

    private static String golden() throws IOException {
        try (var in = ConnectionMachineTest.class.getResourceAsStream("connection-machine.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .reduce("", String::concat);
        }
    }

    private static String shown(ConnectionState state) {
        String words =
                (state.multi() ? "multi " : "")
                        + (state.watching() ? "watching " : "")
                        + (state.isSubscribed()
                                ? "%d/%d/%d "
                                        .formatted(
                                                state.channels(),
                                                state.patterns(),
                                                state.shardChannels())
                                : "")
                        + (state.kept() ? "kept" : "");
        return words.isEmpty() ? "clean" : words.strip();
    }

    @ParameterizedTest
    @CsvSource({
        // channels, patterns, shard channels; confirmation, its total; then
        "0, 0, 0, CHANNEL, 1, 1, 0, 0",
        "1, 2, 3, CHANNEL, 4, 2, 2, 3",
        "1, 2, 3, PATTERN, 2, 1, 1, 3",
        "1, 2, 3, SHARD, 0, 1, 2, 0",
        "1, 0, 0, CHANNEL, 0, 0, 0, 0",
        "0, 2, 0, CHANNEL, 0, 0, 2, 0",
        "3, 0, 0, PATTERN, 1, 3, 0, 0"
    })
    void confirmed(
            int channels,
            int patterns,
            int shards,
            Subscription kind,
            int total,
            int channelsThen,
            int patternsThen,
            int shardsThen) {
        ConnectionState before = new ConnectionState(false, true, channels, patterns, shards, true);
        assertEquals(
                new ConnectionState(false, true, channelsThen, patternsThen, shardsThen, true),
                ConnectionMachine.confirmed(before, kind, total));
    }

    @ParameterizedTest
    @CsvSource({
        // multi, watching; unanswered (b: MULTI, e: EXEC, d: DISCARD, n: others); then
        "false, true, '', false, true",
        "false, true, n, false, true",
        "false, true, e, false, true",
        "false, true, b, true, true",
        "false, true, bn, true, true",
        "false, true, bne, false, false",
        "false, true, bed, false, false",
        "true, true, nn, true, true",
        "true, true, ne, false, false",
        "true, false, d, false, false",
        "true, false, eb, true, false",
        "false, true, bneb, true, false"
    })
    void lost(boolean multi, boolean watching, String unanswered, boolean multiThen, boolean then) {
        List<Effect> effects =
                unanswered
                        .chars()
                        .mapToObj(each ->
                                switch (each) {
                                    case 'b' -> (Effect) new Effect.Begin();
                                    case 'e' -> new Effect.Execute();
                                    case 'd' -> new Effect.Discard();
                                    default -> new Effect.None();
                                })
                        .toList();
        assertEquals(
                new ConnectionState(multiThen, then, 1, 2, 3, true),
                ConnectionMachine.lost(
                        new ConnectionState(multi, watching, 1, 2, 3, true), effects));
    }

    @Test
    void onlyNothingIsClean() {
        assertTrue(ConnectionState.CLEAN.isClean());
        assertFalse(new ConnectionState(true, false, 0, 0, 0, false).isClean());
        assertFalse(new ConnectionState(false, true, 0, 0, 0, false).isClean());
        assertFalse(new ConnectionState(false, false, 1, 0, 0, false).isClean());
        assertFalse(new ConnectionState(false, false, 0, 1, 0, false).isClean());
        assertFalse(new ConnectionState(false, false, 0, 0, 1, false).isClean());
        assertFalse(new ConnectionState(false, false, 0, 0, 0, true).isClean());
    }
}
