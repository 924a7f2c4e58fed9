package dev.redoubt.sentinel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Ending;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;

/// Random histories of honest and confused Sentinels. A failure prints the seed and the shortest
/// history found for it.
class SentinelMachinePropertyTest {
    private static final int SEEDS = 500;
    private static final int EVENTS = 120;
    private static final List<HostPort> SERVERS =
            List.of(
                    SentinelScript.server("A"),
                    SentinelScript.server("B"),
                    SentinelScript.server("C"));

    private record Timed(SentinelEvent event, long atNanos) {}

    @Test
    void whatIsPublishedWasNamedByAMajorityAndEpochsNeverFallUnlessAllForgot() {
        long base = System.nanoTime();
        for (int i = 0; i < SEEDS; i++) {
            long seed = base + i;
            List<Timed> history = history(new Random(seed));
            Optional<String> broken = firstBroken(history);
            assertTrue(
                    broken.isEmpty(),
                    () ->
                            "seed "
                                    + seed
                                    + ": "
                                    + broken.orElse("")
                                    + "\n"
                                    + shrunk(history).stream()
                                            .map(Timed::toString)
                                            .collect(Collectors.joining("\n")));
        }
    }

    /// The check itself must be able to fail: a history whose claim is false is found.
    @Test
    void theCheckSeesAMinority() {
        List<Timed> one =
                List.of(
                        new Timed(
                                new SentinelEvent.Answered(
                                        0,
                                        SentinelScript.names(0, SERVERS.get(0), SERVERS.get(0), 1)),
                                0));
        Follower follower = new Follower();
        one.forEach(follower::note);
        assertEquals(1, follower.votes(SERVERS.get(0), 0));
        assertTrue(follower.votes(SERVERS.get(0), 0) < SentinelScript.CONFIG.majority());
    }

    private static List<Timed> history(Random random) {
        List<Timed> history = new ArrayList<>();
        history.add(new Timed(new SentinelEvent.Started(), 0));
        long nowNanos = 0;
        for (int i = 0; i < EVENTS; i++) {
            nowNanos += random.nextLong(random.nextInt(10) == 0 ? 4_000_000_000L : 100_000_000L);
            history.add(new Timed(event(random), nowNanos));
        }
        return history;
    }

    private static SentinelEvent event(Random random) {
        int node = random.nextInt(3);
        return switch (random.nextInt(12)) {
            case 0 -> new SentinelEvent.Woken();
            case 1 -> new SentinelEvent.Connected(node);
            case 2 -> {
                Ending.Kind[] kinds = Ending.Kind.values();
                yield new SentinelEvent.Lost(
                        node,
                        new Ending(kinds[random.nextInt(kinds.length)], "lost"),
                        random.nextDouble());
            }
            case 3 -> new SentinelEvent.Suspected();
            case 4 -> new SentinelEvent.Answered(node, new SentinelAnswer.UnknownMaster());
            default -> {
                HostPort address = SERVERS.get(random.nextInt(SERVERS.size()));
                HostPort shown = random.nextInt(5) == 0 ? SERVERS.get(0) : address;
                yield new SentinelEvent.Answered(
                        node, SentinelScript.names(node, address, shown, random.nextInt(4)));
            }
        };
    }

    private static Optional<String> firstBroken(List<Timed> history) {
        SentinelState state = SentinelMachine.initial(SentinelScript.CONFIG, 0);
        Follower follower = new Follower();
        for (Timed timed : history) {
            follower.note(timed);
            SentinelState before = state;
            SentinelMachine.Step step =
                    SentinelMachine.step(
                            SentinelScript.CONFIG, state, timed.event(), timed.atNanos());
            state = step.state();
            Optional<String> broken = follower.judge(before, step, timed.atNanos());
            if (broken.isPresent()) {
                return broken.map(rule -> rule + " after " + timed);
            }
        }
        return Optional.empty();
    }

    private static List<Timed> shrunk(List<Timed> history) {
        List<Timed> best = history;
        for (int i = history.size() - 1; i > 0; i--) {
            if (i < best.size()) {
                List<Timed> shorter = new ArrayList<>(best);
                shorter.remove(i);
                best = firstBroken(shorter).isPresent() ? shorter : best;
            }
        }
        return best;
    }

    /// An observer that knows nothing of the machine but the rule.
    private static final class Follower {
        private final List<Optional<Timed>> last =
                new ArrayList<>(List.of(Optional.empty(), Optional.empty(), Optional.empty()));
        private final int[] unanswered = new int[3];

        void note(Timed timed) {
            switch (timed.event()) {
                case SentinelEvent.Answered(int node, SentinelAnswer _) -> {
                    last.set(node, Optional.of(timed));
                    unanswered[node] = 0;
                }
                case SentinelEvent.Lost(int node, Ending _, double _) -> unanswered[node] = 0;
                case SentinelEvent.Connected(int node) -> unanswered[node] = 0;
                case SentinelEvent.Started _,
                        SentinelEvent.Hinted _,
                        SentinelEvent.Suspected _,
                        SentinelEvent.Slept _,
                        SentinelEvent.Woken _ -> {}
            }
        }

        long votes(HostPort address, long nowNanos) {
            return last.stream()
                    .flatMap(Optional::stream)
                    .filter(one -> nowNanos - one.atNanos() < SentinelConfig.ANSWER_LIFE_NANOS)
                    .map(Timed::event)
                    .map(SentinelEvent.Answered.class::cast)
                    .map(SentinelEvent.Answered::answer)
                    .filter(answer ->
                            answer instanceof SentinelAnswer.Names names
                                    && names.address().equals(address))
                    .count();
        }

        Optional<String> judge(SentinelState before, SentinelMachine.Step step, long nowNanos) {
            boolean startedOver = false;
            for (SentinelAction action : step.actions()) {
                switch (action) {
                    case SentinelAction.Ask(int node) -> {
                        if (++unanswered[node] > 1) {
                            return Optional.of("two polls under way at one node");
                        }
                    }
                    case SentinelAction.Tell(SentinelNotice notice) ->
                            startedOver |= notice instanceof SentinelNotice.EpochsStartedOver;
                    case SentinelAction.Connect _,
                            SentinelAction.Publish _,
                            SentinelAction.WakeIn _ -> {}
                }
            }
            Optional<HostPort> now = step.state().inUse();
            boolean moved = now.isPresent() && !now.equals(before.inUse());
            if (moved && votes(now.get(), nowNanos) < SentinelScript.CONFIG.majority()) {
                return Optional.of("moved without a majority");
            }
            if (!startedOver
                    && step.state().watched().epochFloor() < before.watched().epochFloor()) {
                return Optional.of("an accepted epoch fell");
            }
            return Optional.empty();
        }
    }
}
