package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.config.Secret;
import dev.redoubt.config.SourceConfig;
import dev.redoubt.peers.Promotion;
import dev.redoubt.peers.RealSentinels;
import dev.redoubt.peers.RealSentinels.Terms;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/// The lease against real Sentinels: whatever makes them replace a primary, its lease is over
/// before a replica is master, and stays over.
class LeaseIT {
    private static final Terms TERMS = new Terms(Duration.ofSeconds(2), Duration.ofSeconds(6));

    /// Leaves seconds of a lease, where a host that takes the processor away for some hundred
    /// milliseconds would end one of [#TERMS] by itself.
    private static final Terms SLOW = new Terms(Duration.ofSeconds(5), Duration.ofSeconds(6));

    @Test
    void aKilledPrimaryIsFencedBeforeItsSuccessorIsMaster() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers);
                Promotion promotion = Promotion.among(peers)) {
            HostPort old = peers.servers().getFirst();
            watch.awaitLease(old);
            peers.kill(old);
            Promotion.Moment master = promotion.await();
            watch.awaitLease(master.server());
            print("killed", watch, old, master);
            assertTrue(watch.lastUseNanos(old) - master.notBeforeNanos() < 0);
        }
    }

    /// The primary answers again while the failover runs: nothing stops that, and only its leader
    /// shows it.
    @Test
    void aPrimaryThatComesBackDuringTheFailoverStaysFenced() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers);
                Promotion promotion = Promotion.among(peers)) {
            HostPort old = peers.servers().getFirst();
            watch.awaitLease(old);
            peers.freeze(old);
            RealSentinels.await("+try-failover", () -> watch.hasHeard("+try-failover"));
            peers.thaw(old);
            Promotion.Moment master = promotion.await();
            watch.awaitLease(master.server());
            print("thawed at +try-failover", watch, old, master);
            assertTrue(watch.lastUseNanos(old) - master.notBeforeNanos() < 0);
        }
    }

    /// B calls the primary down and is killed at A's +odown; B refuses, and C never doubted.
    @Test
    void theWordOfADeadSentinelLivesOn() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers);
                Promotion promotion = Promotion.among(peers)) {
            HostPort old = peers.servers().getFirst();
            peers.command(
                    peers.sentinels().get(2),
                    "SENTINEL",
                    "SET",
                    RealSentinels.MASTER,
                    "down-after-milliseconds",
                    "20000");
            watch.awaitLease(old);
            peers.freeze(old);
            RealSentinels.await("+odown", () -> watch.hasHeard("+odown"));
            HostPort a = watch.firstToSay("+odown");
            HostPort b = peers.sentinels().get(a.equals(peers.sentinels().get(0)) ? 1 : 0);
            peers.kill(b);
            peers.thaw(old);
            Promotion.Moment master = promotion.await();
            print("B killed at +odown", watch, old, master);
            assertTrue(watch.lastUseNanos(old) - master.notBeforeNanos() < 0);
        }
    }

    /// SENTINEL FAILOVER asks nobody. It cannot be outrun, only noticed.
    @Test
    void aForcedFailoverIsNoticed() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers);
                Promotion promotion = Promotion.among(peers)) {
            HostPort old = peers.servers().getFirst();
            watch.awaitLease(old);
            peers.command(peers.sentinels().get(1), "SENTINEL", "FAILOVER", RealSentinels.MASTER);
            Promotion.Moment master = promotion.await();
            watch.awaitLease(master.server());
            print("forced", watch, old, master);
            long noticed = watch.heardNanos("+try-failover").orElseThrow();
            assertTrue(
                    watch.lastUseNanos(old) - noticed < Duration.ofMillis(50).toNanos(),
                    "ended by the first hint");
        }
    }

    @Test
    void aSentinelMayBeRestartedAndAMinorityMayBeDown() {
        try (RealSentinels peers = RealSentinels.start(SLOW);
                WatchedSentinels watch = WatchedSentinels.of(peers)) {
            HostPort primary = peers.servers().getFirst();
            watch.awaitLease(primary);
            long since = System.nanoTime();
            awaitSettled();
            HostPort one = peers.sentinels().getFirst();
            peers.kill(one);
            peers.restartSentinel(one);
            pause(Duration.ofSeconds(9));
            peers.kill(one);
            pause(Duration.ofSeconds(9));
            long least = watch.leastLeftNanos(since);
            System.out.printf("one Sentinel down: at least %.0f ms left%n", least / 1e6);
            assertTrue(least > 0);
            assertTrue(watch.mayUse(primary));
            assertFalse(watch.hasTold(SentinelNotice.Fenced.class));
        }
    }

    /// Down-after must outlast the 2 s that a Sentinel may need to load and the pause between two
    /// attempts.
    @Test
    void allSentinelProcessesMayBeDead() {
        try (RealSentinels peers = RealSentinels.start(SLOW);
                WatchedSentinels watch = WatchedSentinels.of(peers)) {
            HostPort primary = peers.servers().getFirst();
            watch.awaitLease(primary);
            long since = System.nanoTime();
            awaitSettled();
            peers.sentinels().forEach(peers::kill);
            pause(Duration.ofSeconds(12));
            long least = watch.leastLeftNanos(since);
            System.out.printf("all Sentinels dead: at least %.0f ms left%n", least / 1e6);
            assertTrue(watch.hasTold(SentinelNotice.NoneWithinReach.class));
            assertTrue(watch.mayUse(primary));
            assertTrue(least > 0);
        }
    }

    /// Cut off: nothing refuses, nothing answers.
    @Test
    void silentSentinelsFence() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers)) {
            HostPort primary = peers.servers().getFirst();
            watch.awaitLease(primary);
            long frozen = System.nanoTime();
            peers.sentinels().forEach(peers::freeze);
            RealSentinels.await("a fence", () -> !watch.mayUse(primary));
            System.out.printf(
                    "all Sentinels silent: fenced after %.0f ms%n",
                    (watch.lastUseNanos(primary) - frozen) / 1e6);
            assertTrue(watch.lastUseNanos(primary) - frozen < TERMS.downAfter().toNanos());
            RealSentinels.await("a reason", () -> watch.hasTold(SentinelNotice.Fenced.class));
            peers.sentinels().forEach(peers::thaw);
            watch.awaitLease(primary);
            assertTrue(watch.hasTold(SentinelNotice.Confirmed.class));
        }
    }

    /// A Sentinel that stood still for more than 2 s is in TILT. Its event may be missed, since the
    /// watch has given the connection up: it shows in the polls.
    @Test
    void tiltOfOne() {
        try (RealSentinels peers = RealSentinels.start(TERMS);
                WatchedSentinels watch = WatchedSentinels.of(peers)) {
            HostPort primary = peers.servers().getFirst();
            watch.awaitLease(primary);
            awaitSettled();
            HostPort one = peers.sentinels().getFirst();
            long frozen = System.nanoTime();
            peers.freeze(one);
            pause(Duration.ofMillis(2500));
            peers.thaw(one);
            RealSentinels.await("TILT", () -> peers.info(one, "sentinel_tilt:1"));
            pause(Duration.ofSeconds(3));
            long least = watch.leastLeftNanos(frozen);
            System.out.printf(
                    "TILT of one, soon after the start: %s%n",
                    least > 0
                            ? "at least %.0f ms left".formatted(least / 1e6)
                            : "fenced until all confirmed");
            watch.awaitLease(primary);
        }
    }

    /// With the commands that docs/configuration.md lists, and no other.
    @Test
    void anAclUserNeedsWhatIsDocumented() {
        try (RealSentinels peers = RealSentinels.start(TERMS)) {
            for (HostPort sentinel : peers.sentinels()) {
                peers.command(
                        sentinel,
                        "ACL",
                        "SETUSER",
                        "watch",
                        "on",
                        ">secret",
                        "&*",
                        "+sentinel|myid",
                        "+sentinel|get-master-addr-by-name",
                        "+sentinel|sentinels",
                        "+sentinel|master",
                        "+sentinel|is-master-down-by-addr",
                        "+info",
                        "+ping",
                        "+subscribe");
            }
            SourceConfig.Sentinel source =
                    new SourceConfig.Sentinel(
                            RealSentinels.MASTER, peers.sentinels(), "watch", new Secret("secret"));
            try (WatchedSentinels watch = new WatchedSentinels(source)) {
                watch.awaitLease(peers.servers().getFirst());
                HostPort one = peers.sentinels().getFirst();
                peers.kill(one);
                peers.freeze(peers.servers().getFirst());
                RealSentinels.await("a hint", () -> watch.hasHeard("+sdown"));
            }
        }
    }

    private static void print(
            String what, WatchedSentinels watch, HostPort old, Promotion.Moment master) {
        long end = watch.lastUseNanos(old);
        System.out.printf(
                "%s: lease over %.0f ms before a replica was master; the new one is used %s%n",
                what,
                (master.notBeforeNanos() - end) / 1e6,
                watch.firstUseNanos(master.server())
                        .map(first ->
                                "%.0f ms after".formatted((first - master.notBeforeNanos()) / 1e6))
                        .orElse("not yet"));
    }

    /// Until what any Sentinel may have said before counts no more.
    private static void awaitSettled() {
        pause(Duration.ofMillis(7200));
    }

    private static void pause(Duration time) {
        long until = System.nanoTime() + time.toNanos();
        RealSentinels.await("time to pass", () -> System.nanoTime() - until >= 0);
    }
}
