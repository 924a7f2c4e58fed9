package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The driver with a host of the test's own.
class VrrpDriverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private Path folder = Path.of("");
    private final FakeHost host = new FakeHost();
    private volatile Set<String> serving = Set.of();
    private Optional<VrrpDriver> driver = Optional.empty();

    @AfterEach
    void end() {
        driver.ifPresent(VrrpDriver::close);
    }

    private VrrpDriver start(VipConfig... vips) {
        VrrpDriver started = VrrpDriver.start(List.of(vips), host, () -> serving);
        driver = Optional.of(started);
        return started;
    }

    private VipView only() {
        return driver.orElseThrow().views().getFirst();
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(
                    System.nanoTime() - deadline < 0,
                    () -> driver.orElseThrow().views() + "\n" + String.join("\n", host.done()));
            LockSupport.parkNanos(1_000_000);
        }
    }

    private void awaitRole(Role role) {
        await(() ->
                !driver.orElseThrow().views().isEmpty()
                        && driver.orElseThrow().views().stream()
                                .allMatch(each -> each.role() == role));
    }

    private static Datagram advert(int priority) {
        Advert advert =
                new Advert(
                        Version.V3,
                        51,
                        Packets.addresses("192.168.0.1"),
                        priority,
                        new Interval(10));
        return new Datagram(
                Packets.SENDER,
                AdvertCodec.GROUP_IPV4,
                255,
                AdvertCodec.encode(
                        advert, Packets.SENDER, AdvertCodec.GROUP_IPV4, Optional.empty()));
    }

    @Test
    void takesTheAddressesAndGivesThemUp() {
        VrrpDriver driven = start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        await(() -> host.done().contains("IPv4 renews"));
        driven.close();
        List<String> done = host.done();
        assertEquals(
                List.of("IPv4 releases", "IPv4 sends 100", "IPv4 holds", "IPv4 announces"),
                done.subList(0, 4));
        assertEquals(
                List.of(
                        "IPv4 releases",
                        "IPv4 sends 0",
                        "IPv4 releases",
                        "IPv4 closed",
                        "host closed"),
                done.subList(done.size() - 5, done.size()));
        assertEquals(Role.INITIALIZE, only().role());
    }

    @Test
    void yieldsToOneWithMore() {
        start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        host.arrive(advert(101));
        await(() -> host.done().getLast().equals("IPv4 releases"));
        await(() -> only().traffic().heard() == 1);
    }

    @Test
    void whatIsRefusedIsCounted() {
        start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        host.arrive(
                new Datagram(Packets.SENDER, AdvertCodec.GROUP_IPV4, 254, advert(200).payload()));
        host.arrive(new Datagram(Packets.SENDER, AdvertCodec.GROUP_IPV4, 255, new byte[3]));
        await(() -> only().refused().size() == 2);
        assertEquals(1L, only().refused().get(Refusal.HOP_LIMIT));
        assertEquals(1L, only().refused().get(Refusal.TRUNCATED));
        assertEquals(Role.ACTIVE, only().role());
    }

    @Test
    void withoutItsLinkItTakesNoPart() {
        host.link(Set.of());
        start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.FAULT);
        assertEquals(List.of("no link on eth0"), only().faults());
        host.link(Set.of("eth0"));
        awaitRole(Role.ACTIVE);
        host.link(Set.of());
        awaitRole(Role.FAULT);
        assertTrue(host.done().contains("IPv4 sends 0"), () -> host.done().toString());
    }

    @Test
    void anInterfaceThatIsNotFitYetIsTriedAgain() {
        host.trouble("no IPv4 address on eth0 to send from");
        start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.FAULT);
        assertEquals(List.of("no IPv4 address on eth0 to send from"), only().faults());
        host.trouble("");
        awaitRole(Role.ACTIVE);
    }

    @Test
    void anInterfaceThatIsAnotherNowIsOpenedAnew() {
        start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        host.replace();
        await(() -> host.done().contains("IPv4 closed"));
        List<String> done = List.copyOf(host.done());
        int closed = done.indexOf("IPv4 closed");
        assertEquals(List.of("IPv4 releases", "IPv4 sends 0"), done.subList(closed - 2, closed));
        await(() -> host.done().stream().filter("IPv4 holds"::equals).count() == 2);
    }

    @Test
    void bothFamiliesMoveTogether() {
        start(FakeVips.vip("front", 100, TrackConfig.NONE, null, "192.168.0.1", "fe80::64"));
        awaitRole(Role.ACTIVE);
        assertEquals(
                List.of("front (IPv4)", "front (IPv6)"),
                driver.orElseThrow().views().stream().map(VipView::name).toList());
        host.arrive(advert(101));
        await(() -> host.done().contains("IPv6 sends 0"));
        assertTrue(host.done().contains("IPv6 releases"), () -> host.done().toString());
    }

    @Test
    void priorityFollowsThePools() {
        start(FakeVips.vip("front", 100, new TrackConfig(List.of("orders"), List.of(), List.of())));
        awaitRole(Role.ACTIVE);
        assertEquals(1, only().priority());
        serving = Set.of("orders");
        await(() -> only().priority() == 100);
    }

    @Test
    void leavesAndReturnsWhenTold() throws Exception {
        VrrpDriver driven = start(FakeVips.vip("front", 100, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        assertEquals(List.of(), driven.stance(Stance.LEFT, Optional.of("back")).get());
        assertEquals(List.of("front"), driven.stance(Stance.LEFT, Optional.of("front")).get());
        List<String> done = List.copyOf(host.done());
        int word = done.lastIndexOf("IPv4 sends 0");
        assertEquals("IPv4 releases", done.get(word - 1));
        assertEquals(Stance.LEFT, only().stance());
        assertEquals(1, only().priority());
        // Nobody else is there.
        await(() -> host.done().contains("IPv4 sends 1"));
        long beyond = VrrpConfig.activeDownNanos(Version.V3, 254, new Interval(10));
        assertTrue(only().traffic().longestGapNanos() < beyond, "its silence was meant");
        assertEquals(List.of("front"), driven.stance(Stance.PRESENT, Optional.empty()).get());
        await(() -> host.done().getLast().equals("IPv4 sends 100"));
        assertEquals(Stance.PRESENT, only().stance());
    }

    @Test
    void anOwnerThatLeavesTakesNoPart() throws Exception {
        VrrpDriver driven = start(FakeVips.vip("front", 255, TrackConfig.NONE));
        awaitRole(Role.ACTIVE);
        driven.stance(Stance.LEFT, Optional.empty()).get();
        assertEquals(Role.FAULT, only().role());
        assertEquals(List.of("told by an operator to leave"), only().faults());
        driven.stance(Stance.PRESENT, Optional.empty()).get();
        awaitRole(Role.ACTIVE);
    }

    @Test
    void scriptsAreAskedAndTold() throws IOException {
        Path told = folder.resolve("told");
        Path healthy = folder.resolve("healthy");
        Path notifying = script("notify", "echo \"$1 $2 $3 $4\" >> " + told + "; sleep 0.01");
        Path check = script("check", "test -e " + healthy);
        TrackConfig tracked =
                FakeVips.track(
                        check, Duration.ofMillis(50), Duration.ofSeconds(5), OptionalInt.empty());
        VrrpDriver driven =
                start(FakeVips.vip("front", 100, tracked, notifying.toString(), "192.168.0.1"));
        awaitRole(Role.FAULT);
        Files.createFile(healthy);
        awaitRole(Role.ACTIVE);
        driven.close();
        assertEquals(
                List.of(
                        "INSTANCE front FAULT 100",
                        "INSTANCE front BACKUP 100",
                        "INSTANCE front MASTER 100",
                        "INSTANCE front STOP 100"),
                Files.readAllLines(told));
    }

    /// Both families move together: nobody need ask twice, nor hear of it twice.
    @Test
    void anEntryOfBothFamiliesIsOneForItsPrograms() throws IOException {
        Path told = folder.resolve("told");
        Path asked = folder.resolve("asked");
        Path notifying = script("notify", "echo \"$3\" >> " + told);
        Path check = script("check", "echo once >> " + asked);
        TrackConfig tracked =
                FakeVips.track(
                        check, Duration.ofHours(1), Duration.ofSeconds(5), OptionalInt.empty());
        VrrpDriver driven =
                start(
                        FakeVips.vip(
                                "front",
                                100,
                                tracked,
                                notifying.toString(),
                                "192.168.0.1",
                                "fe80::64"));
        awaitRole(Role.ACTIVE);
        driven.close();
        assertEquals(List.of("once"), Files.readAllLines(asked));
        assertEquals(List.of("FAULT", "BACKUP", "MASTER", "STOP"), Files.readAllLines(told));
    }

    /// It has as much time at the end as ever.
    @Test
    void aProgramThatIsToldOfTheEndIsNotCutOff() throws IOException {
        Path told = folder.resolve("told");
        Path notifying = script("notify", "[ $3 != STOP ] || sleep 2; echo \"$3\" >> " + told);
        VrrpDriver driven =
                start(
                        FakeVips.vip(
                                "front",
                                100,
                                TrackConfig.NONE,
                                notifying.toString(),
                                "192.168.0.1"));
        awaitRole(Role.ACTIVE);
        driven.close();
        assertEquals(List.of("BACKUP", "MASTER", "STOP"), Files.readAllLines(told));
    }

    /// Nobody heeds any more what they find.
    @Test
    void whoFailsEndsItsScripts() throws IOException {
        Path check = script("check", "sleep 600");
        TrackConfig tracked =
                FakeVips.track(
                        check, Duration.ofMillis(50), Duration.ofMinutes(10), OptionalInt.of(50));
        start(FakeVips.vip("front", 100, tracked));
        await(() -> runs(check));
        host.fail("the poller broke");
        await(() -> !runs(check));
    }

    private static boolean runs(Path program) {
        return ProcessHandle.current()
                .children()
                .flatMap(each -> each.info().commandLine().stream())
                .anyMatch(line -> line.contains(program.toString()));
    }

    @Test
    void whoFailsGivesTheAddressesUpAndSaysWhy() {
        List<String> told = new CopyOnWriteArrayList<>();
        VrrpDriver driven = start(FakeVips.vip("front", 100, TrackConfig.NONE));
        driven.whenFailed(told::add);
        awaitRole(Role.ACTIVE);
        host.fail("the poller broke");
        await(() -> !told.isEmpty());
        assertTrue(told.getFirst().contains("the poller broke"), told::toString);
        List<String> done = host.done();
        assertEquals("host closed", done.getLast());
        assertTrue(
                done.lastIndexOf("IPv4 sends 0") > done.lastIndexOf("IPv4 holds"), done::toString);
        assertEquals(Role.FAULT, only().role());
        assertEquals(told, only().faults());
        assertTrue(driven.isEnding());
    }

    @Test
    void aScriptThatHangsIsEnded() throws IOException {
        Path check = script("check", "sleep 60");
        TrackConfig tracked =
                FakeVips.track(
                        check, Duration.ofMillis(50), Duration.ofMillis(100), OptionalInt.of(50));
        start(FakeVips.vip("front", 100, tracked));
        awaitRole(Role.ACTIVE);
        assertEquals(100, only().priority());
    }

    private Path script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }
}
