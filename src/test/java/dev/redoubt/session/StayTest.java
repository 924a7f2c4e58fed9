package dev.redoubt.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.snapshot.NeedTallies;
import dev.redoubt.snapshot.PrivateNeed;
import dev.redoubt.snapshot.Sharing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

final class StayTest {
    private static final ConnectionState CLEAN = ConnectionState.CLEAN;

    private final NeedTallies tallies = new NeedTallies();
    private final Stay stay = new Stay(tallies);

    private static CommandSpec command(String name) {
        return CommandSpec.of(name, -1, Set.of());
    }

    private static Expectation asked(String name) {
        return new Expectation(command(name), new Effect.None());
    }

    private static ConnectionState state(boolean multi, boolean watching, int channels) {
        return new ConnectionState(multi, watching, channels, 0, 0, false);
    }

    private Sharing sharing() {
        return NeedTallies.sum(List.of(tallies));
    }

    /// The one need that the session is counted for, or nothing.
    private Map<PrivateNeed, Long> counted() {
        return present(sharing().sessions());
    }

    private static Map<PrivateNeed, Long> present(Map<PrivateNeed, Long> counts) {
        return counts.entrySet().stream()
                .filter(each -> each.getValue() != 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Map<PrivateNeed, Long> only(PrivateNeed need) {
        return Map.of(need, 1L);
    }

    @ParameterizedTest
    @CsvSource({
        "multi, MULTI",
        "watch, WATCH",
        "psubscribe, SUBSCRIBE",
        "sunsubscribe, UNSUBSCRIBE",
        "blpop, BLOCKING",
        "xread, BLOCKING",
        "wait, WAIT",
        "waitaof, WAIT",
        "monitor, MONITOR",
        "psync, REPLICATION",
        "replconf, REPLICATION",
        "client, CLIENT",
        "debug, DEBUG",
        "script, SCRIPT",
        "select, SELECT",
        "auth, AUTH",
        "hello, HELLO",
        "get, OTHER",
    })
    void aCommandsNeedIsNamedAfterIt(String name, PrivateNeed need) {
        assertEquals(need, Stay.need(command(name)));
    }

    @Test
    void whileOnlyAnswersAreAwaitedTheCommandThatItMovedForCounts() {
        stay.begin(PrivateNeed.SELECT);
        assertEquals(only(PrivateNeed.SELECT), counted());
        stay.stands(CLEAN, asked("select"));
        stay.stands(CLEAN, asked("get"));
        assertEquals(only(PrivateNeed.SELECT), counted());
        stay.end();
        assertEquals(Map.of(), counted());
        assertEquals(only(PrivateNeed.SELECT), present(sharing().turns()));
    }

    @Test
    void whatLastsLongestCounts() {
        stay.begin(PrivateNeed.SELECT);
        stay.stands(CLEAN, asked("blpop"));
        assertEquals(only(PrivateNeed.BLOCKING), counted());
        stay.stands(state(false, true, 0), asked("blpop"));
        assertEquals(only(PrivateNeed.WATCH), counted());
        stay.stands(state(true, true, 0), asked("blpop"));
        assertEquals(only(PrivateNeed.MULTI), counted());
        stay.stands(state(true, true, 1), asked("blpop"));
        assertEquals(only(PrivateNeed.SUBSCRIBE), counted());
        stay.lasts(command("client"));
        assertEquals(only(PrivateNeed.CLIENT), counted());
        stay.stands(state(true, true, 1), null);
        assertEquals(only(PrivateNeed.CLIENT), counted());
    }

    @Test
    void whatEndsCountsNoMore() {
        stay.begin(PrivateNeed.MULTI);
        stay.stands(state(true, false, 1), null);
        stay.stands(state(true, false, 0), null);
        assertEquals(only(PrivateNeed.MULTI), counted());
        stay.stands(CLEAN, asked("waitaof"));
        assertEquals(only(PrivateNeed.WAIT), counted());
    }

    @Test
    void theFirstThatLastsIsTold() {
        stay.begin(PrivateNeed.HELLO);
        stay.lasts(command("monitor"));
        stay.lasts(command("client"));
        assertEquals(only(PrivateNeed.MONITOR), counted());
    }

    @Test
    void theNextStayKnowsNothingOfTheOneBefore() {
        stay.begin(PrivateNeed.CLIENT);
        stay.lasts(command("client"));
        stay.end();
        stay.begin(PrivateNeed.SELECT);
        stay.stands(CLEAN, null);
        assertEquals(only(PrivateNeed.SELECT), counted());
    }

    @Test
    void whatComesAfterTheEndCountsNothing() {
        stay.begin(PrivateNeed.MULTI);
        stay.end();
        stay.end();
        stay.stands(state(true, false, 0), null);
        stay.lasts(command("client"));
        assertEquals(Map.of(), counted());
    }

    @Test
    void severalLoopsAreAddedUp() {
        NeedTallies other = new NeedTallies();
        new Stay(other).begin(PrivateNeed.WATCH);
        stay.begin(PrivateNeed.WATCH);
        Sharing sum = NeedTallies.sum(List.of(tallies, other));
        assertEquals(2, sum.sessions(PrivateNeed.WATCH));
        assertEquals(2, sum.privateSessions());
        assertEquals(2, sum.privateTurns());
    }
}
