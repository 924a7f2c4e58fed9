package dev.redoubt.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.evidence.Fronted.PoolLines;
import dev.redoubt.evidence.TwoSides.Other;
import dev.redoubt.peers.PlainClient;
import dev.redoubt.peers.RealSentinels;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The primary's host is cut off under load, with clients and a node of Redoubt on it, and with
/// others on the other side; another server is promoted there. Beside a pool whose acknowledged
/// writes must all survive, one that promises too little writes to the same servers, and loses
/// some. `-Dredoubt.rounds=20` for more rounds, `-Dredoubt.seed=N` for other moments. Takes root.
@Timeout(3600)
class DurableCutOffIT {
    private static final int ROUNDS = Integer.getInteger("redoubt.rounds", 1);
    private static final int WRITERS = 1;
    private static final String ONE = "{durability: {replicas: 1, timeout: 1s}}";
    private static final String ALL = "{durability: {replicas: all, timeout: 1s}}";

    private final Random random = new Random(Long.getLong("redoubt.seed", 11));

    @TempDir private Path folder;

    /// What is cut off with the primary, and who loses by it.
    enum Cut {
        /// The primary alone: with one replica's word nothing is lost, without any something is.
        ALONE(Other.HERE, "{}", ONE),
        /// A replica with it, which acknowledges: then all must have it.
        WITH_A_REPLICA(Other.THERE, ONE, ALL);

        private final Other other;
        private final String losing;
        private final String keeping;

        Cut(Other other, String losing, String keeping) {
            this.other = other;
            this.losing = losing;
            this.keeping = keeping;
        }
    }

    @ParameterizedTest
    @CsvSource({"ALONE", "WITH_A_REPLICA"})
    void nothingThatWasAcknowledgedIsLost(Cut cut) throws Exception {
        Totals totals = new Totals();
        int played = 0;
        // A round in which the other pool loses nothing shows nothing: it is played again.
        for (int shown = 0; shown < ROUNDS && played < 2 * ROUNDS; played++) {
            Path own = Files.createDirectory(folder.resolve(cut + "-" + played));
            shown += play(cut, own, played, totals) > 0 ? 1 : 0;
            totals.shown = shown;
        }
        System.out.printf("%s, %d rounds: %s%n", cut, played, totals);
        assertEquals(ROUNDS, totals.shown, "the other pool lost too seldom: this shows nothing");
    }

    /// What all rounds came to.
    private static final class Totals {
        private int shown;
        private long acknowledged;
        private long others;
        private long lost;

        @Override
        public String toString() {
            return "%d acknowledged and none lost; the other pool %d, %d of them lost in %d rounds"
                    .formatted(acknowledged, others, lost, shown);
        }
    }

    private int play(Cut cut, Path own, int round, Totals totals) throws Exception {
        try (TwoSides sides =
                        TwoSides.start(
                                own,
                                cut.other,
                                new PoolLines("losing", "", cut.losing),
                                new PoolLines("keeping", "", cut.keeping));
                SentinelEvents sentinels = new SentinelEvents(sides.sentinelsHere());
                Writers losingThere = new Writers("lt", WRITERS, sides.doorThere("losing"));
                Writers losingHere = new Writers("lh", WRITERS, sides.doorHere("losing"));
                Writers there = new Writers("kt", WRITERS, sides.doorThere("keeping"));
                Writers here = new Writers("kh", WRITERS, sides.doorHere("keeping"))) {
            List<Writers> all = List.of(losingThere, losingHere, there, here);
            awaitProgress(sides, all);
            pass(random.nextInt(500));
            sides.cut();
            long switchedNanos = sentinels.await("+switch-master", 2);
            RealSentinels.await("writes here", () -> here.hasAcknowledgedSince(switchedNanos));
            sides.heal();
            long healedNanos = System.nanoTime();
            RealSentinels.await("writes there", () -> there.hasAcknowledgedSince(healedNanos));
            all.forEach(Writers::finish);

            Set<String> present = keys(sides.primaryNow());
            int losses = missing(losingThere, present) + missing(losingHere, present);
            System.out.printf(
                    "round %d, %s: %d and %d acknowledged there and here, %d and %d lost, %d"
                            + " errors; the other pool %d and %d, %d lost%n",
                    round,
                    cut,
                    there.acknowledged().size(),
                    here.acknowledged().size(),
                    missing(there, present),
                    missing(here, present),
                    there.errors().size() + here.errors().size(),
                    losingThere.acknowledged().size(),
                    losingHere.acknowledged().size(),
                    losses);
            assertEquals(0, missing(there, present) + missing(here, present));
            totals.acknowledged += there.acknowledged().size() + here.acknowledged().size();
            totals.others += losingThere.acknowledged().size() + losingHere.acknowledged().size();
            totals.lost += losses;
            return losses;
        }
    }

    private static void awaitProgress(TwoSides sides, List<Writers> all) {
        try {
            all.forEach(Writers::awaitProgress);
        } catch (AssertionError stuck) {
            all.forEach(each -> System.out.println(each.wordsOfErrors()));
            System.out.println("there: " + sides.nodeThere().err());
            System.out.println("here: " + sides.nodeHere().err());
            throw stuck;
        }
    }

    private static int missing(Writers writers, Set<String> present) {
        return (int)
                writers.acknowledged().stream()
                        .filter(each -> !present.contains(each.key()))
                        .count();
    }

    private static Set<String> keys(HostPort primary) throws IOException {
        try (PlainClient client = new PlainClient(primary)) {
            String all = client.ask("KEYS", "*");
            return new HashSet<>(List.of(all.substring(1, all.length() - 1).split(", ", -1)));
        }
    }

    private static void pass(int millis) {
        long sinceNanos = System.nanoTime();
        RealSentinels.await(
                "a moment",
                () -> System.nanoTime() - sinceNanos > TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
