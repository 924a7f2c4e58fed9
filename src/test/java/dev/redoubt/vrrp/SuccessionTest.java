package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.AcceptMode;
import dev.redoubt.config.NeighboursConfig;
import dev.redoubt.config.TrackConfig;
import dev.redoubt.config.VipConfig;
import dev.redoubt.vrrp.VipView.Stance;
import dev.redoubt.vrrp.VrrpState.Role;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Two drivers one after the other, each on a host of the test's own: the addresses stay.
class SuccessionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// A busy machine must not be too slow to go on with it.
    private static final Duration SLOW = Duration.ofMillis(500);

    private static final VipConfig FRONT = slow("192.168.0.1");

    @TempDir private Path folder = Path.of("");
    private final FakeHost before = new FakeHost();
    private final FakeHost after = new FakeHost();
    private final List<VrrpDriver> drivers = new ArrayList<>();

    @AfterEach
    void end() {
        drivers.forEach(VrrpDriver::close);
    }

    private static VipConfig slow(String... addresses) {
        return FakeVips.vip("front", 100, SLOW, TrackConfig.NONE, null, addresses);
    }

    private VrrpDriver open(FakeHost host, VipConfig... vips) {
        VrrpDriver driver = VrrpDriver.open(List.of(vips), host, () -> Set.of("orders"));
        drivers.add(driver);
        return driver;
    }

    private VrrpDriver start(VipConfig... vips) {
        VrrpDriver driver = open(before, vips);
        driver.begin(new byte[0]);
        return driver;
    }

    private static Set<String> claims(VipConfig... vips) {
        return Set.copyOf(VrrpDriver.claims(List.of(vips)));
    }

    private static void await(VrrpDriver driver, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, () -> driver.views().toString());
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitRole(VrrpDriver driver, Role role) {
        await(
                driver,
                () ->
                        !driver.views().isEmpty()
                                && driver.views().stream().allMatch(each -> each.role() == role));
    }

    @Test
    void theAddressesStayAndNobodyHearsOfIt() {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        int sofar = before.done().size();
        byte[] memory = first.bequeath(claims(FRONT));
        List<String> last = before.done().subList(sofar, before.done().size());
        assertFalse(last.contains("IPv4 releases"), last::toString);
        assertFalse(last.contains("IPv4 sends 0"), last::toString);
        assertEquals(
                List.of("IPv4 holds", "IPv4 sends 100", "IPv4 closed", "host closed"),
                last.subList(last.size() - 4, last.size()));

        VrrpDriver second = open(after, FRONT);
        assertEquals(List.of(), after.done());
        second.begin(memory);
        awaitRole(second, Role.ACTIVE);
        assertEquals(List.of("IPv4 sends 100", "IPv4 holds"), after.done().subList(0, 2));
        assertFalse(after.done().contains("IPv4 announces"), after.done()::toString);
        second.close();
        assertTrue(after.done().contains("IPv4 sends 0"), after.done()::toString);
    }

    private static VipConfig front(NeighboursConfig.Mac mac, AcceptMode mode) {
        return new VipConfig(
                FRONT.name(),
                FRONT.addresses(),
                FRONT.interfaceName(),
                FRONT.source(),
                FRONT.routerId(),
                FRONT.priority(),
                FRONT.peers(),
                FRONT.minTtl(),
                FRONT.version(),
                FRONT.password(),
                FRONT.advertInterval(),
                new NeighboursConfig(mac, Optional.empty()),
                mode,
                FRONT.preemptAfter(),
                FRONT.group(),
                FRONT.track(),
                FRONT.notifyScript(),
                FRONT.notifyFifo());
    }

    /// Nobody takes its place, so it must not end when it comes to itself.
    @Test
    void whoDoesNotEndInTimeGoesOn() {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        before.hang();
        try {
            assertThrows(IllegalStateException.class, () -> first.bequeath(claims(FRONT)));
            assertFalse(first.isEnding());
        } finally {
            before.goOn();
        }
        long sent = first.views().getFirst().traffic().sent();
        await(first, () -> first.views().getFirst().traffic().sent() > sent + 2);
        awaitRole(first, Role.ACTIVE);
        assertTrue(first.bequeath(claims(FRONT)).length > 0);
    }

    /// Neither by a file that has it, nor by one that does without.
    @Test
    void whatEndsWithItsProcessIsGivenUp() {
        VipConfig made = front(NeighboursConfig.Mac.VIRTUAL, AcceptMode.TAKEN);
        assertEquals(Set.of(), claims(made));
        assertEquals(Set.of(), claims(front(NeighboursConfig.Mac.INTERFACE, AcceptMode.DROPPED)));
        VrrpDriver first = start(made);
        awaitRole(first, Role.ACTIVE);
        first.bequeath(claims(FRONT));
        assertTrue(before.done().contains("IPv4 sends 0"), before.done()::toString);
    }

    @Test
    void bothFamiliesOfAGroupStay() {
        VipConfig both = slow("192.168.0.1", "fe80::64");
        VrrpDriver first = start(both);
        awaitRole(first, Role.ACTIVE);
        VrrpDriver second = open(after, both);
        second.begin(first.bequeath(claims(both)));
        awaitRole(second, Role.ACTIVE);
        assertFalse(before.done().contains("IPv6 sends 0"), before.done()::toString);
        assertFalse(after.done().contains("IPv6 releases"), after.done()::toString);
    }

    @Test
    void whatTheOtherDoesNotClaimIsGivenUp() {
        VipConfig other = slow("192.168.0.2");
        assertNotEquals(claims(FRONT), claims(other));
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        byte[] memory = first.bequeath(claims(other));
        assertTrue(before.done().contains("IPv4 sends 0"), before.done()::toString);
        VrrpDriver second = open(after, other);
        second.begin(memory);
        awaitRole(second, Role.ACTIVE);
        assertEquals("IPv4 releases", after.done().getFirst());
    }

    @Test
    void aBackupBequeathsNothing() {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.BACKUP);
        VrrpDriver second = open(after, FRONT);
        second.begin(first.bequeath(claims(FRONT)));
        awaitRole(second, Role.BACKUP);
        assertEquals("IPv4 releases", after.done().getFirst());
    }

    @Test
    void whoComesTooLateBeginsAnew() {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        byte[] memory = first.bequeath(claims(FRONT));
        long endNanos = System.nanoTime();
        await(first, () -> System.nanoTime() - endNanos > 3 * FRONT.advertInterval().toNanos());
        VrrpDriver second = open(after, FRONT);
        second.begin(memory);
        awaitRole(second, Role.ACTIVE);
        assertEquals(
                List.of("IPv4 releases", "IPv4 sends 100", "IPv4 holds", "IPv4 announces"),
                after.done().subList(0, 4));
    }

    @Test
    void withoutItsLinkItLetsGo() {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        byte[] memory = first.bequeath(claims(FRONT));
        after.link(Set.of());
        VrrpDriver second = open(after, FRONT);
        second.begin(memory);
        awaitRole(second, Role.FAULT);
        assertEquals(List.of(), after.done());
        after.link(Set.of("eth0"));
        awaitRole(second, Role.ACTIVE);
        assertEquals("IPv4 releases", after.done().getFirst());
    }

    @Test
    void whatAnOperatorSentAwayStaysAway() throws Exception {
        VrrpDriver first = start(FRONT);
        awaitRole(first, Role.ACTIVE);
        first.stance(Stance.LEFT, Optional.empty()).get();
        VrrpDriver second = open(after, FRONT);
        second.begin(first.bequeath(claims(FRONT)));
        await(second, () -> !second.views().isEmpty());
        assertEquals(Stance.LEFT, second.views().getFirst().stance());
        assertEquals(1, second.views().getFirst().priority());
        awaitRole(second, Role.ACTIVE);
        assertFalse(after.done().contains("IPv4 sends 100"), after.done()::toString);
        second.stance(Stance.PRESENT, Optional.empty()).get();
        assertEquals(100, second.views().getFirst().priority());
    }

    /// What is tracked counts as it did, until it is known anew; and programs hear of no change.
    @Test
    void whatIsTrackedGoesOnToCount() throws IOException {
        Path told = folder.resolve("told");
        Path notifying = script("notify", "echo \"$3\" >> " + told);
        Path check = script("check", "test -e " + told);
        TrackConfig tracked =
                FakeVips.track(
                        check, Duration.ofMillis(50), Duration.ofSeconds(5), OptionalInt.empty());
        VipConfig vip =
                FakeVips.vip(
                        "front",
                        100,
                        SLOW,
                        new TrackConfig(List.of("orders"), List.of(), tracked.scripts()),
                        notifying.toString(),
                        "192.168.0.1");
        VrrpDriver first = start(vip);
        awaitRole(first, Role.ACTIVE);
        VrrpDriver second = open(after, vip);
        second.begin(first.bequeath(claims(vip)));
        awaitRole(second, Role.ACTIVE);
        assertEquals("IPv4 sends 100", after.done().getFirst());
        first.close();
        second.close();
        assertEquals(List.of("FAULT", "BACKUP", "MASTER", "STOP"), Files.readAllLines(told));
    }

    @Test
    void oneThatNeverBeganEndsInSilence() {
        open(after, FRONT).close();
        assertEquals(List.of("host closed"), after.done());
        assertTrue(open(after, FRONT).views().isEmpty());
    }

    @Test
    void whatIsNotUnderstoodIsNoReasonToFail() {
        VrrpDriver second = open(after, FRONT);
        second.begin(new byte[] {99, 1, 2});
        awaitRole(second, Role.ACTIVE);
    }

    private Path script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
