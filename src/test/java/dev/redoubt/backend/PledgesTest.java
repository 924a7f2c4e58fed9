package dev.redoubt.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.command.CommandTable;
import dev.redoubt.config.ByteSize;
import dev.redoubt.config.DurabilityConfig;
import dev.redoubt.config.DurabilityConfig.Replicas;
import dev.redoubt.config.FailoverConfig;
import dev.redoubt.config.NamePattern;
import dev.redoubt.config.OwnDurability;
import dev.redoubt.config.Secret;
import dev.redoubt.config.UnansweredWrites;
import dev.redoubt.net.Credentials;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// To whom what is promised.
final class PledgesTest {
    private static final Optional<DurabilityConfig> NONE = Optional.empty();

    private static Optional<DurabilityConfig> replicas(int number) {
        return Optional.of(new DurabilityConfig(new Replicas.Count(number), Duration.ofSeconds(1)));
    }

    private static Optional<DurabilityConfig> all() {
        return Optional.of(new DurabilityConfig(new Replicas.All(), Duration.ofSeconds(2)));
    }

    private static Pledges pledges(Optional<DurabilityConfig> pool, OwnDurability own) {
        return new Pledges(
                new FailoverConfig(
                        Optional.empty(), new ByteSize(1), UnansweredWrites.ERROR, pool, own));
    }

    private static Pledges mixed() {
        return pledges(
                replicas(1),
                new OwnDurability(
                        Map.of(
                                new NamePattern("billing"),
                                replicas(2),
                                new NamePattern("b*"),
                                NONE,
                                new NamePattern("billing-*"),
                                all(),
                                new NamePattern("default"),
                                NONE),
                        Map.of(
                                new NamePattern("audit*"),
                                replicas(3),
                                new NamePattern("audit-light*"),
                                NONE)));
    }

    private static Identity user(@Nullable String name) {
        return new Identity(
                0,
                2,
                name == null
                        ? Optional.empty()
                        : Optional.of(new Credentials(name, new Secret("secret"))));
    }

    @ParameterizedTest
    @CsvSource({
        "billing, '', 2",
        "billing, audit, 2",
        "billing-7, '', all",
        "bob, '', none",
        "bob, audit, none",
        "alice, '', 1",
        "alice, reports, 1",
        "alice, audit, 3",
        "alice, audit-2, 3",
        "alice, audit-light-2, none",
        "default, audit, none",
        ", audit, none",
    })
    void theUserCountsBeforeTheNameAndTheNameBeforeThePool(
            @Nullable String user, String name, String expected) {
        Durability promised = mixed().of(user(user), name);
        assertEquals(expected, words(promised));
    }

    private static String words(@Nullable Durability promised) {
        if (promised == null) {
            return "none";
        }
        Durability.Demand demand = promised.demand();
        return demand == null ? "all" : Integer.toString(demand.replicas());
    }

    @Test
    void equalPromisesAreOne() {
        Pledges pledges =
                pledges(
                        replicas(1),
                        new OwnDurability(
                                Map.of(new NamePattern("a"), replicas(1)),
                                Map.of(new NamePattern("b"), replicas(1))));
        assertSame(pledges.of(user("a"), ""), pledges.of(user("x"), "b"));
        assertSame(pledges.of(user("a"), ""), pledges.of(user("x"), ""));
        assertEquals(1, pledges.all().size());
    }

    @Test
    void aPoolPromisesNothingByItself() {
        Pledges pledges = pledges(NONE, OwnDurability.NONE);
        assertTrue(pledges.isEmpty());
        assertFalse(pledges.varies());
        assertNull(pledges.of(user("a"), "b"));
        assertNull(pledges.strictest());
        assertEquals(0, pledges.leastAsked());
    }

    @Test
    void whatIsAcknowledgedToAnybodyCountsAsAcknowledged() {
        Pledges pledges = mixed();
        assertFalse(pledges.areCounted());
        assertEquals(OptionalInt.empty(), pledges.mostWanted());
        assertEquals(1, pledges.leastAsked());
        pledges.counted(4, 1, 2);
        assertTrue(pledges.areCounted());
        assertEquals(OptionalInt.of(4), pledges.mostWanted());
        assertEquals(2, pledges.leastAsked());
        Durability strictest = pledges.strictest();
        assertNotNull(strictest);
        assertEquals("4", words(strictest));
        pledges.uncounted(0);
        assertEquals("all", words(strictest));
        assertEquals(1, pledges.leastAsked());
    }

    /// A replica comes back and is counted: what was acknowledged without it stays so.
    @Test
    void whatWasAcknowledgedByFewerCountsTwoLooksLong() {
        Pledges pledges = pledges(all(), OwnDurability.NONE);
        assertEquals(0, pledges.leastAskedLately());
        pledges.counted(1, 0, 0);
        assertEquals(1, pledges.leastAskedLately());
        pledges.counted(2, 0, 0);
        assertEquals(1, pledges.leastAskedLately(), "when it was counted");
        assertEquals(1, pledges.leastAskedLately(), "what was under way then");
        assertEquals(2, pledges.leastAskedLately());
        pledges.counted(1, 0, 0);
        pledges.counted(2, 0, 0);
        assertEquals(1, pledges.leastAskedLately(), "in between");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 2, WAITAOF 1 5 2000", "4, 1, 2, WAITAOF 1 6 2000"})
    void theStrictestKeepsAllOfThem(int promotable, int never, int others, String request) {
        DurabilityConfig disk =
                new DurabilityConfig(
                        new Replicas.Count(1),
                        DurabilityConfig.Storage.DISK,
                        Duration.ofMillis(250));
        Pledges pledges =
                pledges(
                        Optional.of(disk),
                        new OwnDurability(
                                Map.of(
                                        new NamePattern("a"),
                                        all(),
                                        new NamePattern("b"),
                                        replicas(3)),
                                Map.of()));
        Durability strictest = pledges.strictest();
        assertNotNull(strictest);
        assertFalse(strictest.isAskable());
        pledges.counted(promotable, never, others);
        assertTrue(strictest.isAskable());
        assertEquals(request, String.join(" ", strictest.commitment().request()));
        pledges.learn(CommandTable.packaged());
        assertFalse(strictest.isAskable());
        assertEquals(3, pledges.all().size());
    }

    @Test
    void nobodyWhoNeedsAllHidesWhoNeedsOne() {
        Pledges pledges =
                pledges(
                        replicas(1),
                        new OwnDurability(Map.of(new NamePattern("a"), all()), Map.of()));
        pledges.counted(0, 0, 0);
        assertEquals(1, pledges.leastAsked());
    }
}
