package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.session.Effect.Subscription;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class ExpectationTest {
    private static final ConnectionState SUBSCRIBED =
            new ConnectionState(false, false, 2, 3, 4, false);

    private static CommandSpec command(String name) {
        return CommandSpec.of(name, -1, Set.of());
    }

    static Stream<Arguments> commands() {
        ConnectionState clean = ConnectionState.CLEAN;
        return Stream.of(
                Arguments.of(new Effect.Subscribe(1), clean, 1),
                Arguments.of(new Effect.Subscribe(3), clean, 3),
                Arguments.of(new Effect.Unsubscribe(Subscription.CHANNEL, 5), SUBSCRIBED, 5),
                Arguments.of(new Effect.Unsubscribe(Subscription.CHANNEL, 0), SUBSCRIBED, 2),
                Arguments.of(new Effect.Unsubscribe(Subscription.PATTERN, 0), SUBSCRIBED, 3),
                Arguments.of(new Effect.Unsubscribe(Subscription.SHARD, 0), SUBSCRIBED, 4),
                Arguments.of(new Effect.Unsubscribe(Subscription.CHANNEL, 0), clean, 1));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isOverWithItsLastConfirmation(Effect effect, ConnectionState before, int confirmations) {
        Expectation expectation = new Expectation(command("command"), effect);
        assertTrue(expectation.isAboutSubscriptions());
        for (int i = 1; i < confirmations; i++) {
            assertFalse(expectation.confirmed(before), "confirmation " + i);
        }
        assertTrue(expectation.confirmed(before));
    }

    @Test
    void otherCommandsAreNotAboutSubscriptions() {
        Expectation expectation = new Expectation(command("get"), new Effect.None());
        assertFalse(expectation.isAboutSubscriptions());
        assertEquals("get", expectation.command());
        assertEquals(new Effect.None(), expectation.effect());
    }

    @Test
    void someCommandsMayWait() {
        for (String name : List.of("blpop", "xread", "wait")) {
            assertTrue(new Expectation(command(name), new Effect.None()).mayWait(), name);
        }
        assertFalse(new Expectation(command("exec"), new Effect.Execute()).mayWait());
    }
}
