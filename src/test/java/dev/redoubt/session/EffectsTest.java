package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.config.Secret;
import dev.redoubt.net.Credentials;
import dev.redoubt.session.Effect.Subscription;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

final class EffectsTest {
    static Stream<Arguments> commands() {
        return Stream.of(
                command("GET a", new Effect.None()),
                command("BLPOP a 0", new Effect.None()),
                command("WAIT 1 0", new Effect.None()),
                command("MULTI", new Effect.Begin()),
                command("EXEC", new Effect.Execute()),
                command("DISCARD", new Effect.Discard()),
                command("WATCH a b", new Effect.Watch()),
                command("UNWATCH", new Effect.Unwatch()),
                command("SELECT 3", new Effect.Select(3)),
                command("SELECT x", new Effect.None()),
                command("SELECT", new Effect.None()),
                command("SELECT 99999999999", new Effect.None()),
                command("SUBSCRIBE a b", new Effect.Subscribe(2)),
                command("PSUBSCRIBE a", new Effect.Subscribe(1)),
                command("SSUBSCRIBE a", new Effect.Subscribe(1)),
                command("SUBSCRIBE", new Effect.Subscribe(0)),
                command("UNSUBSCRIBE", new Effect.Unsubscribe(Subscription.CHANNEL, 0)),
                command("unsubscribe a b", new Effect.Unsubscribe(Subscription.CHANNEL, 2)),
                command("PUNSUBSCRIBE a", new Effect.Unsubscribe(Subscription.PATTERN, 1)),
                command("SUNSUBSCRIBE", new Effect.Unsubscribe(Subscription.SHARD, 0)),
                command("MONITOR", new Effect.Uncounted()),
                command("DEBUG SLEEP 1", new Effect.Keep()),
                command("AUTH p", new Effect.Login(user(null, "p"))),
                command("AUTH u p", new Effect.Login(user("u", "p"))),
                command("AUTH", new Effect.None()),
                command("AUTH a b c", new Effect.None()),
                command("HELLO", new Effect.None()),
                command("HELLO x", new Effect.None()),
                command("HELLO 3", new Effect.Hello(3, null, null, 0)),
                command("HELLO 2 setname n", new Effect.Hello(2, "n", null, 1)),
                command("HELLO 3 auth u p", new Effect.Hello(3, null, user("u", "p"), 1)),
                command("HELLO 3 AUTH u p SETNAME n", new Effect.Hello(3, "n", user("u", "p"), 2)),
                command("HELLO 3 SETNAME n AUTH u p", new Effect.Hello(3, "n", user("u", "p"), 2)),
                command("HELLO 3 AUTH u", new Effect.Hello(3, null, null, 1)),
                command("HELLO 3 NOPE SETNAME n", new Effect.Hello(3, null, null, 1)),
                command("HELLO 3 SETNAME", new Effect.Hello(3, null, null, 1)),
                command("HELLO 3 AUTH u p AUTH v q", new Effect.Hello(3, null, user("v", "q"), 2)),
                command("HELLO 3 AUTH u p NOPE", new Effect.Hello(3, null, user("u", "p"), 2)),
                command("HELLO 4", new Effect.None()),
                command("HELLO +3", new Effect.None()),
                command("CLIENT", new Effect.Taint()),
                command("CLIENT setname n", new Effect.Name("n")),
                command("CLIENT SETNAME", new Effect.None()),
                command("CLIENT REPLY ON", new Effect.None()),
                command("CLIENT REPLY OFF", new Effect.Uncounted()),
                command("CLIENT REPLY skip", new Effect.Uncounted()),
                command("CLIENT TRACKING ON", new Effect.Keep(List.of("CLIENT", "TRACKING", "ON"))),
                command("client no-evict on", new Effect.Keep(List.of("client", "no-evict", "on"))),
                command("CLIENT TRACKING ON REDIRECT 7", new Effect.Keep()),
                command("CLIENT LIST", new Effect.None()),
                command("CLIENT KILL ID 1", new Effect.None()),
                command("CLIENT SETINFO LIB-NAME x", new Effect.Taint()));
    }

    private static Credentials user(@Nullable String name, String password) {
        return new Credentials(name, new Secret(password));
    }

    private static Arguments command(String line, Effect effect) {
        return Arguments.of(line, effect);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void of(String line, Effect expected) {
        String[] words = line.split(" ", -1);
        CommandSpec spec = CommandSpec.of(words[0].toLowerCase(Locale.ROOT), -1, Set.of());
        List<byte[]> arguments =
                Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
        assertEquals(expected, Effects.of(spec, arguments, arguments.size()));
    }
}
