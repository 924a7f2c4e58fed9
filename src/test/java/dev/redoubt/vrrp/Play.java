package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;
import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpState.Role;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One machine, played step by step.
final class Play {
    static final Interval SECOND = new Interval(100);

    private final VrrpConfig config;
    private VrrpState state;
    private long nowNanos;

    private Play(VrrpConfig config) {
        this.config = config;
        this.state = VrrpMachine.initial(config);
    }

    static VrrpConfig config(Version version, int priority) {
        return new VrrpConfig(
                version, priority, SECOND, Optional.of(Duration.ZERO), Membership.ALONE);
    }

    static Play of(VrrpConfig config) {
        return new Play(config);
    }

    static Play of(int priority) {
        return new Play(config(Version.V3, priority));
    }

    static Play backup(int priority) {
        Play play = of(priority);
        play.take(new VrrpEvent.Started());
        return play;
    }

    static Play active(int priority) {
        Play play = backup(priority);
        play.wake();
        return play;
    }

    VrrpState state() {
        return state;
    }

    Role role() {
        return state.role();
    }

    /// Until it wants to be woken, from now.
    long leftMillis() {
        return (state.nextNanos().orElseThrow() - nowNanos) / 1_000_000;
    }

    Play after(long millis) {
        nowNanos += millis * 1_000_000;
        return this;
    }

    /// Goes to the time it asked for.
    List<VrrpAction> wake() {
        nowNanos = state.nextNanos().orElseThrow();
        return take(new VrrpEvent.Woken());
    }

    List<VrrpAction> hear(int priority) {
        return hear(priority, SECOND, Standing.SENDER_BELOW);
    }

    List<VrrpAction> hear(int priority, Interval interval, Standing standing) {
        return take(new VrrpEvent.Heard(priority, interval, standing));
    }

    /// What it wants done, without its alarm.
    List<VrrpAction> take(VrrpEvent event) {
        OptionalLong before = state.nextNanos();
        VrrpMachine.Step step = VrrpMachine.step(config, state, event, nowNanos);
        state = step.state();
        List<VrrpAction> actions = new ArrayList<>(step.actions());
        boolean asked =
                actions.removeIf(action ->
                        action instanceof VrrpAction.WakeAt(OptionalLong at)
                                && at.equals(state.nextNanos()));
        if (asked == before.equals(state.nextNanos())) {
            throw new AssertionError("alarm: " + step);
        }
        return actions;
    }

    static List<VrrpAction> taking(int priority, Cause cause) {
        return List.of(
                new VrrpAction.Send(priority),
                new VrrpAction.Hold(),
                new VrrpAction.Announce(),
                new VrrpAction.Became(Role.ACTIVE, cause));
    }

    static List<VrrpAction> leaving(Role role, Cause cause) {
        return List.of(
                new VrrpAction.Release(),
                new VrrpAction.Send(0),
                new VrrpAction.Became(role, cause));
    }

    static List<VrrpAction> yielding(Cause cause) {
        return List.of(new VrrpAction.Release(), new VrrpAction.Became(Role.BACKUP, cause));
    }
}
