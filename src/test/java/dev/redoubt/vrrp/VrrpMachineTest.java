package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.vrrp.Reading.Standing;
import dev.redoubt.vrrp.VrrpAction.Became;
import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpAction.Send;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpState.Role;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A test for each sentence of RFC 9568, 6 and RFC 3768, 6 that says what a router does.
class VrrpMachineTest {
    private static VrrpConfig preempting(Optional<Duration> after) {
        return new VrrpConfig(Version.V3, 100, Play.SECOND, after, Membership.ALONE);
    }

    @ParameterizedTest
    @CsvSource({
        "V3, 100, 100, 609", "V3, 254, 100, 7", "V3, 1, 100, 996", "V3, 100, 10, 60",
        "V3, 100, 4095, 24953", "V3, 255, 100, 3", "V2, 100, 100, 609", "V2, 100, 500, 609",
        "V2, 1, 100, 996"
    })
    @DisplayName(
            "RFC 9568, 6.1: Skew_Time = ((256 - Priority) * Active_Adver_Interval) / 256; "
                    + "RFC 3768, 6.1: (256 - Priority) / 256 seconds")
    void skew(Version version, int priority, int centis, long millis) {
        Interval interval = new Interval(centis);
        long skew = VrrpConfig.skewNanos(version, priority, interval);
        assertEquals(millis, skew / 1_000_000);
        assertEquals(
                3 * interval.nanos() + skew,
                VrrpConfig.activeDownNanos(version, priority, interval));
    }

    @Test
    @DisplayName("RFC 9568, 6.4.1 (1): the owner sends, announces, transitions to Active")
    void startOfOwner() {
        Play play = Play.of(255);
        assertEquals(Play.taking(255, Cause.OWNER), play.take(new VrrpEvent.Started()));
        assertEquals(Role.ACTIVE, play.role());
        assertEquals(1000, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.1 (2): others transition to Backup for Active_Down_Interval")
    void start() {
        Play play = Play.of(100);
        assertEquals(
                List.of(new Became(Role.BACKUP, Cause.STARTED)),
                play.take(new VrrpEvent.Started()));
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void whoInheritsIsActiveAtOnceAndTellsNoNeighbour() {
        Play play = Play.of(100);
        assertEquals(
                List.of(
                        new Send(100),
                        new VrrpAction.Hold(),
                        new Became(Role.ACTIVE, Cause.INHERITED)),
                play.take(new VrrpEvent.Inherited()));
        assertEquals(1000, play.leftMillis());
        assertEquals(List.of(), play.take(new VrrpEvent.Inherited()));
        assertEquals(Play.yielding(Cause.HIGHER), play.hear(101));
        assertEquals(List.of(), play.take(new VrrpEvent.Inherited()));
    }

    @Test
    void whoBequeathsSpeaksOnceMoreAndLeavesTheAddresses() {
        Play play = Play.active(100).after(300);
        assertEquals(
                List.of(new VrrpAction.Hold(), new Send(100)),
                play.take(new VrrpEvent.Bequeathed()));
        assertEquals(Role.INITIALIZE, play.role());
        assertEquals(List.of(), play.take(new VrrpEvent.Bequeathed()));
    }

    @Test
    void whoSleptBequeathsNothing() {
        Play play = Play.active(100).after(3000);
        assertEquals(Play.yielding(Cause.SLEPT), play.take(new VrrpEvent.Bequeathed()));
        assertEquals(Role.INITIALIZE, play.role());
    }

    @Test
    void whoIsNotActiveBequeathsNothing() {
        Play backup = Play.backup(100);
        assertEquals(List.of(), backup.take(new VrrpEvent.Bequeathed()));
        assertEquals(Role.INITIALIZE, backup.role());
        Play fault = Play.backup(100);
        fault.take(new VrrpEvent.Faulted());
        assertEquals(List.of(), fault.take(new VrrpEvent.Inherited()));
        assertEquals(List.of(), fault.take(new VrrpEvent.Bequeathed()));
        assertEquals(Role.INITIALIZE, fault.role());
    }

    @Test
    void nothingConcernsWhoHasNotBegun() {
        Play play = Play.of(100);
        assertEquals(List.of(), play.hear(255));
        assertEquals(List.of(), play.take(new VrrpEvent.Woken()));
        assertEquals(List.of(), play.take(new VrrpEvent.Stopped()));
        assertEquals(List.of(), play.take(new VrrpEvent.Resigned()));
        assertEquals(List.of(), play.take(new VrrpEvent.Recovered()));
        assertEquals(Role.INITIALIZE, play.role());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Backup, Shutdown: cancel the timer, Initialize")
    void backupStops() {
        Play play = Play.backup(100);
        assertEquals(
                List.of(new Became(Role.INITIALIZE, Cause.STOPPED)),
                play.take(new VrrpEvent.Stopped()));
        assertEquals(Role.INITIALIZE, play.role());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Backup, Active_Down_Timer: send, announce, Active")
    void backupHearsNothing() {
        Play play = Play.backup(100);
        assertEquals(List.of(), play.after(3609).take(new VrrpEvent.Woken()));
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
        assertEquals(1000, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Backup hears priority 0: Active_Down_Timer = Skew_Time")
    void backupHearsLeaving() {
        Play play = Play.backup(100);
        assertEquals(List.of(), play.hear(0));
        assertEquals(609, play.leftMillis());
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Skew_Time is of Active_Adver_Interval, the learned one")
    void backupHearsLeavingOfSlower() {
        Play play = Play.backup(100);
        play.hear(200, new Interval(400), Standing.SENDER_BELOW);
        assertEquals(12_000 + 2437, play.leftMillis());
        play.hear(0, new Interval(400), Standing.SENDER_BELOW);
        assertEquals(2437, play.leftMillis());
    }

    @ParameterizedTest
    @CsvSource({"100", "101", "255"})
    @DisplayName("RFC 9568, 6.4.2: Backup hears as much or more: timer = Active_Down_Interval")
    void backupHearsMore(int priority) {
        Play play = Play.backup(100).after(3000);
        assertEquals(List.of(), play.hear(priority));
        assertEquals(3609, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Backup sets Active_Adver_Interval to the advert's")
    void backupLearnsInterval() {
        Play play = Play.backup(100);
        play.hear(200, new Interval(10), Standing.SENDER_BELOW);
        assertEquals(360, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 3768, 6.1: version 2 goes by its own Advertisement_Interval")
    void version2LearnsNothing() {
        Play play = Play.of(Play.config(Version.V2, 100));
        play.take(new VrrpEvent.Started());
        play.hear(200, new Interval(500), Standing.SENDER_BELOW);
        assertEquals(3609, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Backup hears less and may preempt: discard")
    void backupPreempts() {
        Play play = Play.backup(100).after(3000);
        assertEquals(List.of(), play.hear(99));
        assertEquals(609, play.leftMillis());
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.2: Preempt_Mode False: less counts as much")
    void backupDoesNotPreempt() {
        Play play = Play.of(preempting(Optional.empty()));
        play.take(new VrrpEvent.Started());
        play.after(3000).hear(1);
        assertEquals(3609, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.1: the owner always preempts, whatever Preempt_Mode says")
    void ownerPreempts() {
        VrrpConfig config =
                new VrrpConfig(Version.V3, 255, Play.SECOND, Optional.empty(), Membership.GROUPED);
        Play play = Play.of(config);
        play.take(new VrrpEvent.Started());
        play.hear(0);
        assertEquals(List.of(), play.after(1).hear(254));
        assertEquals(2, play.leftMillis());
    }

    @Test
    void preemptsAfterItsDelay() {
        Play play = Play.of(preempting(Optional.of(Duration.ofSeconds(30))));
        play.take(new VrrpEvent.Started());
        play.hear(99);
        for (int i = 1; i < 30; i++) {
            play.after(1000).hear(99);
            assertEquals(3609, play.leftMillis());
        }
        play.after(1000).hear(99);
        assertEquals(2609, play.leftMillis());
        play.after(1000).hear(99);
        assertEquals(1609, play.leftMillis());
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
    }

    @Test
    void delayBeginsAnewAfterAnAdvertWithMore() {
        Play play = Play.of(preempting(Optional.of(Duration.ofSeconds(2))));
        play.take(new VrrpEvent.Started());
        play.hear(99);
        play.after(1500).hear(101);
        play.after(1000).hear(99);
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void delayDoesNotKeepFromASilentPlace() {
        Play play = Play.of(preempting(Optional.of(Duration.ofSeconds(30))));
        play.take(new VrrpEvent.Started());
        play.hear(99);
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.3: Active, Shutdown: send priority 0, Initialize")
    void activeStops() {
        Play play = Play.active(100);
        assertEquals(
                Play.leaving(Role.INITIALIZE, Cause.STOPPED), play.take(new VrrpEvent.Stopped()));
    }

    @Test
    @DisplayName("RFC 9568, 6.4.3: Active, Adver_Timer: send, reset to Advertisement_Interval")
    void activeSends() {
        Play play = Play.active(100);
        assertEquals(List.of(), play.after(999).take(new VrrpEvent.Woken()));
        assertEquals(List.of(new Send(100)), play.wake());
        assertEquals(1000, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.3: Active hears priority 0: send, reset Adver_Timer")
    void activeHearsLeaving() {
        Play play = Play.active(100).after(700);
        assertEquals(List.of(new Send(100)), play.hear(0));
        assertEquals(1000, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.3: Active hears more: Backup with the sender's interval")
    void activeHearsMore() {
        Play play = Play.active(100);
        assertEquals(
                Play.yielding(Cause.HIGHER),
                play.hear(101, new Interval(10), Standing.SENDER_BELOW));
        assertEquals(360, play.leftMillis());
    }

    @Test
    @DisplayName("RFC 9568, 6.4.3: Active hears as much from a greater address: Backup")
    void activeHearsEqualAbove() {
        Play play = Play.active(100);
        assertEquals(
                Play.yielding(Cause.HIGHER), play.hear(100, Play.SECOND, Standing.SENDER_ABOVE));
        assertEquals(3609, play.leftMillis());
    }

    @ParameterizedTest
    @CsvSource({"100, SENDER_BELOW", "99, SENDER_ABOVE", "1, SENDER_BELOW"})
    @DisplayName("RFC 9568, 6.4.3: Active hears less: discard, send immediately")
    void activeHearsLess(int priority, Standing standing) {
        Play play = Play.active(100).after(400);
        assertEquals(List.of(new Send(100)), play.hear(priority, Play.SECOND, standing));
        assertEquals(600, play.leftMillis());
        assertEquals(Role.ACTIVE, play.role());
    }

    @Test
    void neighboursAreToldOnceMore() {
        Play play = Play.active(100);
        for (int i = 1; i < 5; i++) {
            assertEquals(List.of(new Send(100)), play.wake());
        }
        assertEquals(List.of(new Send(100), new VrrpAction.Announce()), play.wake());
        assertEquals(List.of(new Send(100)), play.wake());
    }

    @Test
    void neighboursAreToldAgainAfterARival() {
        Play play = Play.active(100);
        for (int i = 1; i < 7; i++) {
            play.wake();
        }
        play.after(500).hear(99);
        assertEquals(List.of(new Send(100)), play.wake());
        assertEquals(List.of(new VrrpAction.Announce()), play.wake());
    }

    @Test
    void sleptPastTheIntervalStepsBackBeforeItSpeaks() {
        Play play = Play.active(100).after(2999);
        assertEquals(List.of(new Send(100)), play.take(new VrrpEvent.Woken()));
        play.after(3000);
        assertEquals(Play.yielding(Cause.SLEPT), play.take(new VrrpEvent.Woken()));
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void sleptIsSilentWhateverWakesIt() {
        Play heard = Play.active(100).after(60_000);
        assertEquals(Play.yielding(Cause.SLEPT), heard.hear(99));
        Play stopped = Play.active(100).after(60_000);
        assertEquals(
                List.of(
                        new VrrpAction.Release(),
                        new Became(Role.BACKUP, Cause.SLEPT),
                        new Became(Role.INITIALIZE, Cause.STOPPED)),
                stopped.take(new VrrpEvent.Stopped()));
    }

    @Test
    void backupThatSleptWaitsAnew() {
        Play play = Play.backup(100).after(3609 + 3610);
        assertEquals(List.of(), play.take(new VrrpEvent.Woken()));
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void resignedLeavesAndWaits() {
        Play play = Play.active(100);
        assertEquals(
                Play.leaving(Role.BACKUP, Cause.RESIGNED), play.take(new VrrpEvent.Resigned()));
        assertEquals(3609, play.leftMillis());
        play.after(3000).take(new VrrpEvent.Resigned());
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void priorityChangesAtRunTime() {
        Play play = Play.active(100);
        assertEquals(List.of(), play.take(new VrrpEvent.PriorityChanged(50)));
        assertEquals(List.of(new Send(50)), play.wake());
        assertEquals(Play.yielding(Cause.HIGHER), play.hear(60));
        play.take(new VrrpEvent.PriorityChanged(100));
        play.hear(60);
        assertEquals(Play.taking(100, Cause.SILENCE), play.wake());
    }

    @Test
    void priorityChangesBeforeTheStartAndInFault() {
        Play play = Play.of(100);
        play.take(new VrrpEvent.PriorityChanged(50));
        assertEquals(50, play.state().priority());
        play.take(new VrrpEvent.Faulted());
        play.take(new VrrpEvent.PriorityChanged(60));
        assertEquals(60, play.state().priority());
    }

    @Test
    void faultGivesUpAndIsDeaf() {
        Play play = Play.active(100);
        assertEquals(Play.leaving(Role.FAULT, Cause.FAULTED), play.take(new VrrpEvent.Faulted()));
        assertEquals(List.of(), play.hear(0));
        assertEquals(List.of(), play.take(new VrrpEvent.Woken()));
        assertEquals(List.of(), play.take(new VrrpEvent.Started()));
        assertEquals(
                List.of(new Became(Role.BACKUP, Cause.RECOVERED)),
                play.take(new VrrpEvent.Recovered()));
        assertEquals(3609, play.leftMillis());
    }

    @Test
    void backupFaultsAndStops() {
        Play play = Play.backup(100);
        assertEquals(
                List.of(new Became(Role.FAULT, Cause.FAULTED)), play.take(new VrrpEvent.Faulted()));
        assertEquals(
                List.of(new Became(Role.INITIALIZE, Cause.STOPPED)),
                play.take(new VrrpEvent.Stopped()));
    }
}
