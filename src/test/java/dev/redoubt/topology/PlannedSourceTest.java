package dev.redoubt.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.config.HostPort;

import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// What a planned move may do before its source agrees, and for how long. The timers' clock is the
/// test's.
final class PlannedSourceTest {
    private static final HostPort OLD = new HostPort("10.0.0.1", 6379);
    private static final HostPort NEW = new HostPort("10.0.0.2", 6379);
    private static final HostPort THIRD = new HostPort("10.0.0.3", 6379);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final Duration DOWN_AFTER = Duration.ofSeconds(5);

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final Told source = new Told();
    private final PlannedSource planned = new PlannedSource(source, clock.eventLoop());
    private final List<Topology> heard = new ArrayList<>();

    private static final class Told implements TopologySource {
        private Consumer<Topology> changes = _ -> {};
        private int suspicions;

        @Override
        public void start(Consumer<Topology> listener, Consumer<TopologyEvent> events) {
            changes = listener;
        }

        @Override
        public void suspect() {
            suspicions++;
        }

        @Override
        public void close() {}

        void names(HostPort primary, Lease lease) {
            changes.accept(
                    new Topology(1, Optional.of(primary), 1, Optional.of(DOWN_AFTER), "", lease));
        }
    }

    @BeforeEach
    void start() {
        clock.freezeTime();
        planned.start(heard::add, _ -> {});
        source.names(OLD, inAMinute());
    }

    private static Lease inAMinute() {
        return Lease.until(System.nanoTime() + TimeUnit.MINUTES.toNanos(1), "late");
    }

    private static Lease ended() {
        return Lease.ended("a failover is in progress");
    }

    private void passes(Duration time) {
        clock.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        clock.runScheduledPendingTasks();
    }

    private Topology last() {
        return heard.getLast();
    }

    @Test
    void aSustainedLeaseOutlivesItsSourcesDoubt() {
        planned.sustain(MOST);
        source.names(OLD, ended());
        assertTrue(last().lease().holdsAt(System.nanoTime()));
        planned.endSustaining();
        assertEquals(ended(), last().lease());
    }

    @Test
    void theSourceHasItsWordBeforeCommandsThatAreHeldAsLongGoOn() {
        planned.sustain(MOST);
        long heldUntilNanos = System.nanoTime() + MOST.toNanos();
        source.names(OLD, ended());
        assertFalse(last().lease().holdsAt(heldUntilNanos), "late timers");
        passes(MOST.minusMillis(10));
        assertEquals(ended(), last().lease());
    }

    @Test
    void anotherPrimaryIsNotSustained() {
        planned.sustain(MOST);
        source.names(NEW, ended());
        assertEquals(ended(), last().lease());
    }

    @Test
    void aNewerSustainingIsNotEndedByAnOlderOnesTimer() {
        planned.sustain(MOST);
        passes(MOST.dividedBy(2));
        planned.endSustaining();
        planned.sustain(MOST);
        source.names(OLD, ended());
        passes(MOST.dividedBy(2));
        assertTrue(last().lease().holdsAt(System.nanoTime()));
    }

    @Test
    void aMoveRunsAheadUntilItsSourceNamesAnother() {
        planned.runAhead(OLD, NEW, MOST);
        assertEquals(Optional.of(NEW), last().primary());
        assertEquals(1, source.suspicions);
        source.names(OLD, ended());
        assertEquals(Optional.of(NEW), last().primary());
        source.names(THIRD, inAMinute());
        assertEquals(Optional.of(THIRD), last().primary());
    }

    @Test
    void itsLeaseIsNoLongerThanASentinelMayBeSilent() {
        planned.runAhead(OLD, NEW, MOST);
        assertFalse(last().lease().holdsAt(System.nanoTime() + DOWN_AFTER.toNanos()));
    }

    @Test
    void whatNobodyConfirmsInTimeIsTakenBack() {
        planned.runAhead(OLD, NEW, MOST);
        passes(MOST);
        assertEquals(Optional.of(OLD), last().primary());
    }

    @Test
    void whereLeasesAreOffTheyStayOff() {
        source.names(OLD, Lease.UNLIMITED);
        planned.sustain(MOST);
        assertEquals(Lease.UNLIMITED, last().lease());
        planned.runAhead(OLD, NEW, MOST);
        assertEquals(Lease.UNLIMITED, last().lease());
    }
}
