package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.TrackConfig.Script;
import dev.redoubt.config.TrackConfig.Turns;
import dev.redoubt.config.VipAddress;
import dev.redoubt.config.VipConfig;
import dev.redoubt.vrrp.ScriptTally.Verdict;
import dev.redoubt.vrrp.Tracking.Finding;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

class TrackingTest {
    private static final Set<String> LINKED = Set.of("eth0", "eth1");

    private static Script script(String name, OptionalInt weight) {
        return new Script(
                List.of("/bin/" + name),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                new Turns(1, 1),
                weight);
    }

    private static Tracking tracking(int priority, TrackConfig track) {
        return new Tracking(FakeVips.vip("front", priority, track));
    }

    @Test
    void theOwnInterfaceIsAlwaysNeeded() {
        Tracking tracking = tracking(100, TrackConfig.NONE);
        assertEquals(new Finding(100, List.of()), tracking.finding(LINKED));
        assertEquals(
                new Finding(100, List.of("no link on eth0")), tracking.finding(Set.of("eth1")));
    }

    /// As with keepalived: where the link is lost, nobody reaches that address.
    @Test
    void soIsThatOfEachAddress() {
        VipConfig vip = FakeVips.vip("front", 100, TrackConfig.NONE);
        VipAddress there = new VipAddress(InetAddress.ofLiteral("10.7.0.103"), 24, "eth1");
        Tracking tracking = new Tracking(FakeVips.withAddresses(vip, List.of(there)));
        assertEquals(new Finding(100, List.of()), tracking.finding(LINKED));
        assertEquals(
                new Finding(100, List.of("no link on eth1")), tracking.finding(Set.of("eth0")));
    }

    @Test
    void trackedInterfaces() {
        Tracking tracking = tracking(100, new TrackConfig(List.of(), List.of("eth1"), List.of()));
        assertEquals(new Finding(100, List.of()), tracking.finding(LINKED));
        assertEquals(
                new Finding(100, List.of("no link on eth1")), tracking.finding(Set.of("eth0")));
    }

    @Test
    void poolsThatCannotServeTakeAllPriority() {
        Tracking tracking = tracking(100, new TrackConfig(List.of("a", "b"), List.of(), List.of()));
        assertEquals(1, tracking.finding(LINKED).priority());
        tracking.pools(Set.of("a"));
        assertEquals(1, tracking.finding(LINKED).priority());
        tracking.pools(Set.of("a", "b", "c"));
        assertEquals(100, tracking.finding(LINKED).priority());
    }

    @Test
    void scriptsWeigh() {
        Script less = script("less", OptionalInt.of(-20));
        Script more = script("more", OptionalInt.of(30));
        Tracking tracking =
                tracking(100, new TrackConfig(List.of(), List.of(), List.of(less, more)));
        assertEquals(80, tracking.finding(LINKED).priority());
        tracking.script(less, Verdict.SUCCEEDS);
        assertEquals(100, tracking.finding(LINKED).priority());
        tracking.script(more, Verdict.SUCCEEDS);
        assertEquals(130, tracking.finding(LINKED).priority());
    }

    @Test
    void prioritiesStayWithinTheProtocol() {
        Script less = script("less", OptionalInt.of(-253));
        Script more = script("more", OptionalInt.of(253));
        TrackConfig track = new TrackConfig(List.of(), List.of(), List.of(less, more));
        Tracking tracking = tracking(100, track);
        assertEquals(1, tracking.finding(LINKED).priority());
        tracking.script(less, Verdict.SUCCEEDS);
        tracking.script(more, Verdict.SUCCEEDS);
        assertEquals(254, tracking.finding(LINKED).priority());
        assertEquals(255, tracking(255, track).finding(LINKED).priority());
    }

    @Test
    void aScriptWithoutWeightIsAFault() {
        Script script = script("check", OptionalInt.empty());
        Tracking tracking = tracking(100, new TrackConfig(List.of(), List.of(), List.of(script)));
        assertEquals(List.of("/bin/check fails"), tracking.finding(LINKED).faults());
        tracking.script(script, Verdict.SUCCEEDS);
        assertEquals(List.of(), tracking.finding(LINKED).faults());
    }

    @Test
    void runsInARowDecide() {
        ScriptTally tally = new ScriptTally(new Turns(2, 3));
        assertEquals(Verdict.FAILS, tally.count(Verdict.FAILS));
        assertEquals(Verdict.FAILS, tally.count(Verdict.SUCCEEDS));
        assertEquals(Verdict.FAILS, tally.count(Verdict.FAILS));
        assertEquals(Verdict.FAILS, tally.count(Verdict.SUCCEEDS));
        assertEquals(Verdict.SUCCEEDS, tally.count(Verdict.SUCCEEDS));
        assertEquals(Verdict.SUCCEEDS, tally.count(Verdict.FAILS));
        assertEquals(Verdict.SUCCEEDS, tally.count(Verdict.FAILS));
        assertEquals(Verdict.FAILS, tally.count(Verdict.FAILS));
    }
}
