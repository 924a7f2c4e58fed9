package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// `redoubt vip` and keepalived 2.2 share an address.
class KeepalivedIT {
    private static final int MORE = 150;
    private static final int LESS = 100;

    /// For a machine with few cores that tests fill; what was measured is printed.
    private static final long SLACK_MILLIS = 300;

    private static void report(String what, long millis, long most) {
        System.out.printf("%s: %d ms (at most %d)%n", what, millis, most);
    }

    private static void assertWithin(String what, long millis, long most) {
        report(what, millis, most);
        assertTrue(millis <= most + SLACK_MILLIS, () -> what + ": " + millis + " > " + most);
    }

    @ParameterizedTest
    @EnumSource(Talk.class)
    void redoubtHasItAndLeavesOrDies(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            Process redoubt = lab.redoubt("priority: " + MORE);
            lab.awaitOnlyAt(Lab.REDOUBT);
            lab.keepalived("priority " + LESS);
            lab.staysOnlyAt(Lab.REDOUBT, 2 * talk.downMillis(LESS));

            long told = System.nanoTime();
            Lab.signal("TERM", redoubt);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWithin(
                    talk + ": keepalived has it after SIGTERM",
                    lab.watch().heldAfterMillis(Lab.KEEPALIVED, told),
                    talk.skewMillis(LESS) + 50);
            assertEquals(0, lab.watch().overlapMillis(told), lab::told);
            assertTrue(redoubt.waitFor(5, TimeUnit.SECONDS));
            assertEquals(0, redoubt.exitValue(), lab::told);

            long again = System.nanoTime();
            Process second = lab.redoubt("priority: " + MORE);
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertWithin(
                    talk + ": both have it while keepalived yields",
                    lab.watch().overlapMillis(again),
                    50);

            long killed = System.nanoTime();
            Lab.kill(second);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWithin(
                    talk + ": keepalived has it after kill -9",
                    lab.watch().heldAfterMillis(Lab.KEEPALIVED, killed),
                    talk.downMillis(LESS) + 50);
            assertWithin(
                    talk + ": both have it after kill -9",
                    lab.watch().overlapMillis(killed),
                    talk.lifetimeMillis());
            assertDecoded(lab);
        }
    }

    @ParameterizedTest
    @EnumSource(Talk.class)
    void redoubtTakesOverFromKeepalived(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            Process keepalived = lab.keepalived("priority " + MORE);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            lab.redoubt("priority: " + LESS);
            lab.await(() -> lab.told().contains("BACKUP with priority"), "started");
            lab.staysOnlyAt(Lab.KEEPALIVED, 2 * talk.downMillis(LESS));

            long stopped = System.nanoTime();
            Lab.signal("STOP", keepalived);
            lab.await(
                    () -> lab.watch().heldAfterMillis(Lab.REDOUBT, stopped) < Long.MAX_VALUE,
                    "Redoubt has it");
            assertWithin(
                    talk + ": Redoubt has it after SIGSTOP",
                    lab.watch().heldAfterMillis(Lab.REDOUBT, stopped),
                    talk.downMillis(LESS) + 50);
            Lab.signal("CONT", keepalived);
            lab.awaitOnlyAt(Lab.KEEPALIVED);

            long told = System.nanoTime();
            Lab.signal("TERM", keepalived);
            lab.awaitOnlyAt(Lab.REDOUBT);
            assertWithin(
                    talk + ": Redoubt has it after keepalived's SIGTERM",
                    lab.watch().heldAfterMillis(Lab.REDOUBT, told),
                    talk.skewMillis(LESS) + 50);

            Process second = lab.keepalived("priority " + MORE);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            long killed = System.nanoTime();
            Lab.kill(second);
            lab.await(
                    () -> lab.watch().heldAfterMillis(Lab.REDOUBT, killed) < Long.MAX_VALUE,
                    "Redoubt has it");
            assertWithin(
                    talk + ": Redoubt has it after keepalived's kill -9",
                    lab.watch().heldAfterMillis(Lab.REDOUBT, killed),
                    talk.downMillis(LESS) + 50);
            assertDecoded(lab);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Talk.class,
            names = {"V3_MULTICAST", "V3_IPV6"})
    void aLinkIsLostAndFound(Talk talk) throws Exception {
        try (Lab lab = new Lab(talk)) {
            lab.redoubt("priority: " + MORE);
            lab.awaitOnlyAt(Lab.REDOUBT);
            lab.keepalived("priority " + LESS);
            lab.staysOnlyAt(Lab.REDOUBT, 2 * talk.downMillis(LESS));
            long cut = System.nanoTime();
            lab.host(Lab.REDOUBT).unplug();
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWithin(
                    talk + ": keepalived has it after the link is lost",
                    lab.watch().heldAfterMillis(Lab.KEEPALIVED, cut),
                    talk.downMillis(LESS) + 50);
            assertTrue(lab.told().contains("no link on eth0"), lab::told);
            lab.host(Lab.REDOUBT).plug();
            lab.awaitOnlyAt(Lab.REDOUBT);
        }
    }

    @Test
    void aFrozenRedoubtLosesItAndStepsBackBeforeItSpeaks() throws Exception {
        Talk talk = Talk.V3_MULTICAST;
        try (Lab lab = new Lab(talk)) {
            Process redoubt = lab.redoubt("priority: " + MORE + "\n    preempt: false");
            lab.awaitOnlyAt(Lab.REDOUBT);
            lab.keepalived("priority " + LESS);
            lab.staysOnlyAt(Lab.REDOUBT, 2 * talk.downMillis(LESS));
            AdvertWatch adverts = new AdvertWatch(lab.host(Lab.CLIENT));
            String here = lab.host(Lab.REDOUBT).ipv4();
            lab.await(() -> adverts.from(here).size() > 2, "adverts are seen");
            long frozen = System.nanoTime();
            Lab.signal("STOP", redoubt);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            assertWithin(
                    talk + ": both have it after SIGSTOP",
                    lab.watch().overlapMillis(frozen),
                    talk.lifetimeMillis());
            int said = adverts.from(here).size();
            long thawed = System.nanoTime();
            Lab.signal("CONT", redoubt);
            lab.await(() -> lab.told().contains("slept past"), "stepped back");
            lab.staysOnlyAt(Lab.KEEPALIVED, 2 * talk.downMillis(LESS));
            assertEquals(0, lab.watch().overlapMillis(thawed), lab::told);
            assertEquals(said, adverts.from(here).size(), "it said nothing more");
            assertTrue(stallMillis(lab) >= talk.downMillis(LESS), lab::told);
        }
    }

    /// The longest stall that the log tells of.
    private static long stallMillis(Lab lab) {
        return Pattern.compile("woken (\\d+) ms late")
                .matcher(lab.told())
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .max()
                .orElse(0);
    }

    @Test
    void aFrozenBackupLeavesTheAddressWhereItIs() throws Exception {
        Talk talk = Talk.V3_MULTICAST;
        try (Lab lab = new Lab(talk)) {
            lab.keepalived("priority " + MORE);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            Process redoubt = lab.redoubt("priority: " + LESS);
            lab.await(() -> lab.told().contains("BACKUP with priority"), "started");
            lab.staysOnlyAt(Lab.KEEPALIVED, talk.downMillis(LESS));
            Lab.signal("STOP", redoubt);
            lab.staysOnlyAt(Lab.KEEPALIVED, 4 * talk.downMillis(LESS));
            Lab.signal("CONT", redoubt);
            lab.await(() -> stallMillis(lab) >= talk.downMillis(LESS), "its stall is told");
            lab.staysOnlyAt(Lab.KEEPALIVED, 3 * talk.downMillis(LESS));
            assertFalse(lab.told().contains("front: ACTIVE"), lab::told);
        }
    }

    @Test
    void whoMustNotPreemptDoesNot() throws Exception {
        Talk talk = Talk.V3_MULTICAST;
        try (Lab lab = new Lab(talk)) {
            lab.keepalived("priority " + LESS);
            lab.awaitOnlyAt(Lab.KEEPALIVED);
            lab.redoubt("priority: " + MORE + "\n    preempt: false");
            lab.await(() -> lab.told().contains("BACKUP with priority"), "started");
            lab.staysOnlyAt(Lab.KEEPALIVED, 3 * talk.downMillis(LESS));
        }
    }

    private static void assertDecoded(Lab lab) throws IOException {
        List<String> decoded = lab.decoded();
        assertTrue(decoded.size() > 20, () -> "few packets: " + decoded);
        for (String line : decoded) {
            assertFalse(line.matches(".*(bad|wrong|invalid|truncated|\\[\\|).*"), line);
        }
        assertFalse(lab.told().contains("nvalid"), lab::told);
        assertFalse(lab.told().contains("is not heard"), lab::told);
    }
}
