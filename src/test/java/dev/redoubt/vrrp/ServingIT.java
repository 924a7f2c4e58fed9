package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Two `redoubt run` before one Redis share an address; clients on a third host connect to it.
class ServingIT {
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

    @Test
    void anAddressMovesWithTheNodeThatServes() throws Exception {
        ServingLab lab = made.orElseThrow();
        Process first = lab.redoubt(0, 201, "");
        lab.awaitOnlyAt(0);
        lab.awaitServed();
        lab.redoubt(1, 200, "");
        lab.awaitBackup(1, 200);
        assertTrue(
                lab.command(0, "status")
                        .contains("front: ACTIVE with priority 201, 198.18.0.100/24"),
                "status");

        ClientLoop loop = new ClientLoop(lab.host(ServingLab.CLIENTS), ServingLab.ADDRESS);
        lab.await(() -> loop.goodSince(0) >= 20, "redis-cli is answered");
        long told = System.nanoTime();
        long toldWall = wallNanos();
        Lab.signal("TERM", first);
        lab.awaitOnlyAt(1);
        lab.await(() -> loop.goodSince(toldWall) >= 100, "redis-cli is answered by the second");
        long heldMillis = lab.watch().heldAfterMillis(1, told);
        long heldWall = toldWall + TimeUnit.MILLISECONDS.toNanos(heldMillis);
        System.out.printf(
                "held elsewhere %d ms after SIGTERM; redis-cli waited %d ms, errors: %s%n",
                heldMillis, loop.longestGapMillis(), loop.troublesSince(toldWall));
        assertEquals(0, lab.watch().overlapMillis(told));
        // It listened before it had the address, so nobody who finds it there is turned away.
        assertEquals(
                List.of(),
                loop.troublesSince(heldWall).stream()
                        .filter(each -> each.words().contains("refused"))
                        .toList(),
                lab::told);
        assertTrue(loop.longestGapMillis() < 1000, lab::told);
        assertTrue(first.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, first.exitValue());

        lab.redoubt(0, 201, "");
        lab.awaitOnlyAt(0);
        lab.awaitServed();
    }

    @Test
    void anOperatorSendsItAwayAndBack() throws Exception {
        ServingLab lab = made.orElseThrow();
        lab.redoubt(0, 201, "");
        lab.awaitOnlyAt(0);
        lab.redoubt(1, 200, "");
        lab.awaitBackup(1, 200);
        long told = System.nanoTime();
        assertEquals(
                "front: left to other nodes, if there are any, until it is told to return",
                lab.command(0, "vip", "leave", "front").strip());
        lab.awaitOnlyAt(1);
        assertEquals(0, lab.watch().overlapMillis(told));
        assertTrue(lab.command(0, "status").contains("front: BACKUP with priority 1,"), lab::told);
        assertEquals(
                "vip: back (expected: front)", lab.command(0, "vip", "return", "back").strip());
        assertTrue(lab.watch().isOnlyAt(1), lab::told);
        assertEquals("front: takes part again", lab.command(0, "vip", "return").strip());
        lab.awaitOnlyAt(0);
        lab.awaitServed();
    }

    @Test
    void aSplitNetworkHasTwoAndAHealedOneHasOne() throws Exception {
        ServingLab lab = made.orElseThrow();
        lab.redoubt(0, 201, "");
        lab.awaitOnlyAt(0);
        lab.redoubt(1, 200, "");
        lab.awaitBackup(1, 200);

        long cut = System.nanoTime();
        lab.host(0).setApart();
        lab.host(1).setApart();
        lab.await(() -> lab.watch().heldAfterMillis(1, cut) < Long.MAX_VALUE, "each side has it");
        lab.await(() -> lab.watch().overlapMillis(cut) > 500, "each side goes on having it");

        lab.host(0).rejoin();
        lab.host(1).rejoin();
        long healed = System.nanoTime();
        lab.awaitOnlyAt(0);
        long overlapMillis = lab.watch().overlapMillis(healed);
        System.out.printf(
                "split: the other side has it after %d ms; healed: both for %d ms%n",
                lab.watch().heldAfterMillis(1, cut), overlapMillis);
        // One advert's time, and what it takes to look and to be run.
        assertTrue(overlapMillis <= 100 + 50, () -> overlapMillis + " ms\n" + lab.told());
        lab.awaitServed();
        lab.await(
                () ->
                        lab.told().contains("front: ACTIVE with priority 200: no advert within")
                                && lab.told()
                                        .contains(
                                                "front: BACKUP with priority 200: heard a router"),
                "the log says what happened");
    }

    @Test
    void whoLeavesStopsAcceptingGivesTheAddressUpAndFinishesLast() throws Exception {
        ServingLab lab = made.orElseThrow();
        Process first = lab.redoubt(0, 201, "");
        lab.awaitOnlyAt(0);
        lab.awaitServed();
        lab.redoubt(1, 200, "");
        lab.awaitBackup(1, 200);

        String own = lab.host(0).ipv4();
        try (Socket waiting = lab.host(ServingLab.CLIENTS).call(() -> new Socket())) {
            lab.host(ServingLab.CLIENTS)
                    .call(() -> {
                        waiting.connect(new InetSocketAddress(own, ServingLab.PORT));
                        return List.of();
                    });
            waiting.setSoTimeout(20_000);
            waiting.getOutputStream().write("BLPOP k 2\r\n".getBytes(StandardCharsets.US_ASCII));
            // Its link is another than the one that BLPOP waits on.
            lab.await(
                    () -> lab.command(0, "status").contains("1 private"),
                    "the command is on its way");
            Lab.signal("TERM", first);
            lab.awaitOnlyAt(1);
            assertTrue(lab.ask(own, "PING").contains("refused"), "nobody is accepted");
            assertEquals(0, waiting.getInputStream().available(), "in flight all the while");
            assertEquals("*-1", ServingLab.line(waiting));
            assertTrue(first.waitFor(20, TimeUnit.SECONDS));
            assertEquals(0, first.exitValue());
        }
    }
}
