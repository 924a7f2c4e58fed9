package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Peers;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A node whose processes take over from each other keeps its address: another one that would have
/// it at once never gets it.
@Timeout(240)
class TakeOverVipIT {
    private static final int NODE = 0;
    private static final int BACKUP = 1;
    private static final int TIMES = 3;

    /// Adverts each second; others wait three times as long, and a part.
    private static final String SLOW = "advert_interval: 1s";

    @TempDir private Path folder;
    private Optional<ServingLab> made = Optional.empty();

    @BeforeEach
    void begin() throws IOException {
        made = Optional.of(new ServingLab());
    }

    @AfterEach
    void end() {
        made.ifPresent(ServingLab::close);
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    private static Process takeOver(ServingLab lab, Process before, String keys) throws Exception {
        long count = taken(lab);
        Process next = lab.run(NODE, 201, keys, "--take-over", "--leave-within", "5s");
        lab.await(() -> taken(lab) > count, "it took over");
        assertTrue(before.waitFor(20, TimeUnit.SECONDS), lab::told);
        assertEquals(0, before.exitValue(), lab::told);
        return next;
    }

    private static long taken(ServingLab lab) {
        return lab.told().lines().filter(line -> line.contains("took over from process")).count();
    }

    /// Nobody but the node ever had the address, and the node always.
    private static void assertStayed(
            ServingLab lab, AdvertWatch adverts, long sinceNanos, long downMillis) {
        List<AdvertWatch.Seen> seen = adverts.from(lab.host(NODE).ipv4());
        long gapMillis = AdvertWatch.longestGapMicros(seen, 0) / 1000;
        long absentMillis = lab.watch().absenceMillis(NODE, sinceNanos);
        System.out.printf(
                "%d take-overs: longest time between adverts %d ms, without the address %d ms%n",
                TIMES, gapMillis, absentMillis);
        assertTrue(gapMillis < downMillis, () -> gapMillis + " ms\n" + lab.told());
        assertEquals(0, absentMillis, lab::told);
        assertEquals(Long.MAX_VALUE, lab.watch().heldAfterMillis(BACKUP, sinceNanos), lab::told);
        assertTrue(seen.stream().noneMatch(each -> each.priority() == 0), seen::toString);
        assertEquals(List.of(), adverts.from(lab.host(BACKUP).ipv4()));
    }

    @Test
    void aKeepalivedNeverBecomesMaster() throws Exception {
        ServingLab lab = made.orElseThrow();
        Process serving = lab.run(NODE, 201, SLOW);
        lab.awaitOnlyAt(NODE);
        lab.awaitServed();
        Path said = folder.resolve("keepalived.log");
        keepalived(lab, said);
        lab.await(() -> text(said).contains("BACKUP STATE"), "keepalived takes part");
        AdvertWatch adverts = new AdvertWatch(lab.host(ServingLab.CLIENTS));
        ClientLoop clients = new ClientLoop(lab.host(ServingLab.CLIENTS), ServingLab.ADDRESS);
        lab.await(() -> clients.goodSince(0) >= 20, "redis-cli is answered");
        long sinceNanos = System.nanoTime();
        for (int i = 0; i < TIMES; i++) {
            long wallNanos = wallNanos();
            serving = takeOver(lab, serving, SLOW);
            lab.await(() -> clients.goodSince(wallNanos) >= 20, "redis-cli is answered");
        }
        assertStayed(lab, adverts, sinceNanos, Talk.V2_PASS.downMillis(200));
        assertFalse(text(said).contains("MASTER STATE"), () -> text(said));
        // What says nothing took longer than 0.3 s, as things do on a machine that is busy.
        assertEquals(
                List.of(),
                clients.troublesSince(0).stream().filter(each -> !each.words().isEmpty()).toList(),
                lab::told);
    }

    private void keepalived(ServingLab lab, Path said) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("keepalived.conf"),
                        """
                        global_defs {
                          router_id test
                        }
                        vrrp_instance front {
                          state BACKUP
                          interface eth0
                          virtual_router_id 51
                          version 3
                          priority 200
                          advert_int 1
                          virtual_ipaddress {
                            %s/24
                          }
                        }
                        """
                                .formatted(ServingLab.ADDRESS));
        Process process =
                lab.host(BACKUP)
                        .start(
                                Peers.require("keepalived").toString(),
                                "-nlDP",
                                "-f",
                                file.toString(),
                                "-p",
                                folder.resolve("keepalived.pid").toString(),
                                "-r",
                                folder.resolve("vrrp.pid").toString());
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Files.copy(process.getInputStream(), said);
                    } catch (IOException e) {
                        // It has ended.
                    }
                });
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// What an operator sent away stays away, whoever runs the node.
    @Test
    void whatWasSentAwayIsNotFetchedBack() throws Exception {
        ServingLab lab = made.orElseThrow();
        Process serving = lab.run(NODE, 201, SLOW);
        lab.awaitOnlyAt(NODE);
        lab.run(BACKUP, 200, SLOW);
        lab.awaitBackup(BACKUP, 200);
        lab.command(NODE, "vip", "leave", "front");
        lab.awaitOnlyAt(BACKUP);
        long sinceNanos = System.nanoTime();

        takeOver(lab, serving, SLOW);

        lab.await(
                () -> lab.command(NODE, "status").contains("front: BACKUP with priority 1,"),
                "it waits as one that shall not be the first");
        assertTrue(lab.watch().isOnlyAt(BACKUP), lab::told);
        assertEquals(Long.MAX_VALUE, lab.watch().heldAfterMillis(NODE, sinceNanos), lab::told);
        assertEquals("front: takes part again", lab.command(NODE, "vip", "return").strip());
        lab.awaitOnlyAt(NODE);
    }

    /// Killed at any moment before it is the node, the one before goes on as if nothing had been.
    @Test
    void oneThatIsKilledOnTheWayMovesNothing() throws Exception {
        ServingLab lab = made.orElseThrow();
        lab.run(NODE, 201, SLOW);
        lab.awaitOnlyAt(NODE);
        lab.awaitServed();
        lab.run(BACKUP, 200, SLOW);
        lab.awaitBackup(BACKUP, 200);
        AdvertWatch adverts = new AdvertWatch(lab.host(ServingLab.CLIENTS));
        lab.await(() -> adverts.from(lab.host(NODE).ipv4()).size() > 1, "tcpdump");
        long sinceNanos = System.nanoTime();
        for (int i = 1; i <= TIMES; i++) {
            int count = i;
            Process next = lab.run(NODE, 201, SLOW, "--take-over");
            lab.await(() -> lines(lab, "taking over from process") >= count, "it is on its way");
            Lab.kill(next);
            lab.await(() -> lines(lab, "does not take over") >= count, "nothing comes of it");
            lab.awaitServed();
        }
        assertStayed(lab, adverts, sinceNanos, Talk.V2_PASS.downMillis(200));
    }

    private static long lines(ServingLab lab, String part) {
        return lab.told().lines().filter(line -> line.contains(part)).count();
    }
}
