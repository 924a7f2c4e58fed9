package dev.redoubt.vrrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.vrrp.Reading.Standing;
import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpGroupMachine.Group;
import dev.redoubt.vrrp.VrrpGroupMachine.Task;
import dev.redoubt.vrrp.VrrpState.Role;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Two that move together: one of interval 1 s, one of 2 s.
class VrrpGroupMachineTest {
    private static final long MILLI = 1_000_000;
    private static final List<VrrpConfig> CONFIGS = configs(100);

    private Group group = VrrpGroupMachine.initial(CONFIGS);
    private List<VrrpConfig> playing = CONFIGS;
    private long nowNanos;

    private static List<VrrpConfig> configs(int priority) {
        return List.of(config(priority, 100), config(priority, 200));
    }

    private static VrrpConfig config(int priority, int centis) {
        return new VrrpConfig(
                Version.V3,
                priority,
                new Interval(centis),
                Optional.of(Duration.ZERO),
                Membership.GROUPED);
    }

    private List<Task> all(VrrpEvent event) {
        return taken(VrrpGroupMachine.stepAll(playing, group, event, nowNanos));
    }

    private List<Task> one(int member, VrrpEvent event) {
        return taken(VrrpGroupMachine.step(playing, group, member, event, nowNanos));
    }

    private List<Task> taken(VrrpGroupMachine.Step step) {
        group = step.group();
        return step.tasks().stream()
                .filter(task -> !(task.action() instanceof VrrpAction.WakeAt))
                .toList();
    }

    private List<Task> wakeAt(int member, long millis) {
        nowNanos = millis * MILLI;
        return one(member, new VrrpEvent.Woken());
    }

    private List<Role> roles() {
        return group.members().stream().map(VrrpState::role).toList();
    }

    private void begin() {
        all(new VrrpEvent.Started());
        wakeAt(0, 3610);
        wakeAt(1, 7219);
        assertEquals(List.of(Role.ACTIVE, Role.ACTIVE), roles());
    }

    @Test
    void nobodyIsActiveBeforeAllWouldBe() {
        all(new VrrpEvent.Started());
        assertEquals(List.of(), wakeAt(0, 3610));
        assertEquals(List.of(Role.BACKUP, Role.BACKUP), roles());
        assertEquals(List.of(), wakeAt(0, 7000));
        List<Task> tasks = wakeAt(1, 7219);
        assertEquals(8, tasks.size());
        assertTrue(tasks.contains(became(0, Role.ACTIVE, Cause.SILENCE)), tasks::toString);
        assertTrue(tasks.contains(became(1, Role.ACTIVE, Cause.SILENCE)), tasks::toString);
    }

    @Test
    void oneThatHearsAnAdvertKeepsAllWaiting() {
        all(new VrrpEvent.Started());
        wakeAt(0, 3610);
        nowNanos = 5000 * MILLI;
        one(0, new VrrpEvent.Heard(101, new Interval(100), Standing.SENDER_BELOW));
        assertEquals(List.of(), wakeAt(1, 7219));
        assertEquals(List.of(Role.BACKUP, Role.BACKUP), roles());
        assertEquals(8, wakeAt(0, 8610).size());
        assertEquals(List.of(Role.ACTIVE, Role.ACTIVE), roles());
    }

    @Test
    void oneThatYieldsTakesTheOthersAlong() {
        begin();
        List<Task> tasks =
                one(1, new VrrpEvent.Heard(101, new Interval(200), Standing.SENDER_BELOW));
        assertEquals(
                List.of(
                        new Task(1, new VrrpAction.Release()),
                        became(1, Role.BACKUP, Cause.HIGHER),
                        new Task(0, new VrrpAction.Release()),
                        new Task(0, new VrrpAction.Send(0)),
                        became(0, Role.BACKUP, Cause.GROUP)),
                tasks);
    }

    @Test
    void oneInFaultTakesTheOthersAlong() {
        begin();
        one(0, new VrrpEvent.Faulted());
        assertEquals(List.of(Role.FAULT, Role.FAULT), roles());
        one(1, new VrrpEvent.Faulted());
        assertEquals(List.of(), one(0, new VrrpEvent.Recovered()));
        assertEquals(List.of(Role.FAULT, Role.FAULT), roles());
        one(1, new VrrpEvent.Recovered());
        assertEquals(List.of(Role.BACKUP, Role.BACKUP), roles());
    }

    @Test
    void oneThatSleptTakesTheOthersAlong() {
        begin();
        nowNanos += 4000 * MILLI;
        one(0, new VrrpEvent.Woken());
        assertEquals(List.of(Role.BACKUP, Role.BACKUP), roles());
    }

    @Test
    void stoppedTogether() {
        begin();
        List<Task> tasks = all(new VrrpEvent.Stopped());
        assertTrue(tasks.contains(new Task(0, new VrrpAction.Send(0))), tasks::toString);
        assertTrue(tasks.contains(new Task(1, new VrrpAction.Send(0))), tasks::toString);
        assertEquals(List.of(Role.INITIALIZE, Role.INITIALIZE), roles());
    }

    @Test
    void oneThatIsNotStartedKeepsAllWaiting() {
        one(0, new VrrpEvent.Started());
        assertEquals(List.of(), wakeAt(0, 3610));
        assertEquals(List.of(Role.BACKUP, Role.INITIALIZE), roles());
    }

    @Test
    void oneThatResignsTakesTheOthersAlong() {
        begin();
        one(0, new VrrpEvent.Resigned());
        assertEquals(List.of(Role.BACKUP, Role.BACKUP), roles());
    }

    @Test
    void ownersBeginTogether() {
        playing = configs(255);
        group = VrrpGroupMachine.initial(playing);
        assertEquals(Role.INITIALIZE, group.members().getFirst().role());
        all(new VrrpEvent.Started());
        assertEquals(List.of(Role.ACTIVE, Role.ACTIVE), roles());
    }

    private static Task became(int member, Role role, Cause cause) {
        return new Task(member, new VrrpAction.Became(role, cause));
    }
}
