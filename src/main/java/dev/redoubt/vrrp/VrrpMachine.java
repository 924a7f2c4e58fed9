package dev.redoubt.vrrp;

import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpState.Active;
import dev.redoubt.vrrp.VrrpState.Backup;
import dev.redoubt.vrrp.VrrpState.Backup.Patience;
import dev.redoubt.vrrp.VrrpState.Fault;
import dev.redoubt.vrrp.VrrpState.Initialize;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// One virtual router of one address family (RFC 9568, 6.4; RFC 3768, 6.4). Pure: the clock is an
/// argument.
///
/// | state | event | next |
/// |---|---|---|
/// | Initialize | Started, owner | Active: advert, addresses, announcement |
/// | Initialize | Started | Backup for an Active_Down_Interval |
/// | Initialize | Inherited | Active: advert, addresses |
/// | Backup | heard priority 0 | Backup for Skew_Time |
/// | Backup | heard as much or more, or may not preempt | Backup for an Active_Down_Interval |
/// | Backup | heard less | Backup, the timer runs on |
/// | Backup | timer, or the whole group's | Active: advert, addresses, announcement |
/// | Active | timer | Active: advert |
/// | Active | heard priority 0, or less | Active: advert |
/// | Active | heard more, or as much from a greater address | Backup without addresses |
/// | Active | anything, three intervals after its last advert | Backup without addresses, silent |
/// | Active | Stopped, Faulted, Resigned | without addresses, says priority 0 |
/// | Active | Bequeathed | Initialize: advert; the addresses stay, for another process |
/// | Backup, Fault | Bequeathed | Initialize |
/// | Fault | Recovered | as Started |
public final class VrrpMachine {
    private VrrpMachine() {}

    /// The next state and what to do.
    public record Step(VrrpState state, List<VrrpAction> actions) {
        /// Keeps an unchangeable copy of `actions`.
        public Step {
            actions = List.copyOf(actions);
        }
    }

    /// The state before [VrrpEvent.Started].
    public static VrrpState initial(VrrpConfig config) {
        return new Initialize(config.priority());
    }

    /// One event at `nowNanos`, of a clock that goes on while the host sleeps.
    public static Step step(VrrpConfig config, VrrpState state, VrrpEvent event, long nowNanos) {
        List<VrrpAction> actions = new ArrayList<>();
        VrrpState awake = awake(config, state, nowNanos, actions);
        VrrpState next =
                switch (awake) {
                    case Initialize idle -> idle(config, idle, event, nowNanos, actions);
                    case Fault fault -> fault(config, fault, event, nowNanos, actions);
                    case Backup backup -> backup(config, backup, event, nowNanos, actions);
                    case Active active -> active(config, active, event, nowNanos, actions);
                };
        if (!next.nextNanos().equals(state.nextNanos())) {
            actions.add(new VrrpAction.WakeAt(next.nextNanos()));
        }
        return new Step(next, actions);
    }

    /// Who was silent for so long that another one may have the addresses must not say otherwise.
    private static VrrpState awake(
            VrrpConfig config, VrrpState state, long nowNanos, List<VrrpAction> actions) {
        return switch (state) {
            case Active active
                    when nowNanos - active.advertAtNanos() >= 2 * config.interval().nanos() ->
                    Turns.release(config, active, Cause.SLEPT, nowNanos, actions);
            case Backup backup
                    when backup.patience() == Patience.WAITING
                            && nowNanos - backup.activeDownAtNanos()
                                    >= Turns.downNanos(
                                            config, backup.priority(), backup.activeInterval()) ->
                    Turns.waiting(config, backup, backup.activeInterval(), nowNanos);
            case Initialize _, Fault _, Backup _, Active _ -> state;
        };
    }

    private static VrrpState idle(
            VrrpConfig config,
            Initialize state,
            VrrpEvent event,
            long nowNanos,
            List<VrrpAction> actions) {
        return switch (event) {
            case VrrpEvent.Started _ ->
                    Turns.begin(config, state.priority(), Cause.STARTED, nowNanos, actions);
            case VrrpEvent.Inherited _ ->
                    Turns.inherit(config, state.priority(), nowNanos, actions);
            case VrrpEvent.Faulted _ -> Turns.faulted(state.priority(), actions);
            case VrrpEvent.PriorityChanged(int priority) -> new Initialize(priority);
            case VrrpEvent.Stopped _,
                    VrrpEvent.Bequeathed _,
                    VrrpEvent.Woken _,
                    VrrpEvent.Heard _,
                    VrrpEvent.Recovered _,
                    VrrpEvent.Resigned _,
                    VrrpEvent.GroupReady _,
                    VrrpEvent.GroupLeft _ ->
                    state;
        };
    }

    private static VrrpState fault(
            VrrpConfig config,
            Fault state,
            VrrpEvent event,
            long nowNanos,
            List<VrrpAction> actions) {
        return switch (event) {
            case VrrpEvent.Recovered _ ->
                    Turns.begin(config, state.priority(), Cause.RECOVERED, nowNanos, actions);
            case VrrpEvent.Stopped _ -> Turns.stopped(state.priority(), actions);
            case VrrpEvent.PriorityChanged(int priority) -> new Fault(priority);
            case VrrpEvent.Bequeathed _ -> new Initialize(state.priority());
            case VrrpEvent.Started _,
                    VrrpEvent.Inherited _,
                    VrrpEvent.Woken _,
                    VrrpEvent.Heard _,
                    VrrpEvent.Faulted _,
                    VrrpEvent.Resigned _,
                    VrrpEvent.GroupReady _,
                    VrrpEvent.GroupLeft _ ->
                    state;
        };
    }

    private static VrrpState backup(
            VrrpConfig config,
            Backup state,
            VrrpEvent event,
            long nowNanos,
            List<VrrpAction> actions) {
        return switch (event) {
            case VrrpEvent.Heard heard -> Hearing.ofBackup(config, state, heard, nowNanos);
            case VrrpEvent.Woken _
                    when state.patience() == Patience.READY
                            || nowNanos - state.activeDownAtNanos() < 0 ->
                    state;
            case VrrpEvent.Woken _ when config.membership() == Membership.GROUPED ->
                    new Backup(
                            state.priority(),
                            state.activeDownAtNanos(),
                            state.activeInterval(),
                            state.preemptAtNanos(),
                            Patience.READY);
            case VrrpEvent.Woken _ ->
                    Turns.hold(config, state.priority(), Cause.SILENCE, nowNanos, actions);
            case VrrpEvent.GroupReady _ when state.patience() == Patience.READY ->
                    Turns.hold(config, state.priority(), Cause.SILENCE, nowNanos, actions);
            case VrrpEvent.Stopped _ -> Turns.stopped(state.priority(), actions);
            case VrrpEvent.Faulted _ -> Turns.faulted(state.priority(), actions);
            case VrrpEvent.PriorityChanged(int priority) ->
                    new Backup(
                            priority,
                            state.activeDownAtNanos(),
                            state.activeInterval(),
                            state.preemptAtNanos(),
                            state.patience());
            case VrrpEvent.Resigned _ ->
                    Turns.waiting(config, state, state.activeInterval(), nowNanos);
            case VrrpEvent.Bequeathed _ -> new Initialize(state.priority());
            case VrrpEvent.Started _,
                    VrrpEvent.Inherited _,
                    VrrpEvent.Recovered _,
                    VrrpEvent.GroupReady _,
                    VrrpEvent.GroupLeft _ ->
                    state;
        };
    }

    private static VrrpState active(
            VrrpConfig config,
            Active state,
            VrrpEvent event,
            long nowNanos,
            List<VrrpAction> actions) {
        return switch (event) {
            case VrrpEvent.Woken _ -> due(config, state, nowNanos, actions);
            case VrrpEvent.Heard heard -> Hearing.ofActive(config, state, heard, nowNanos, actions);
            case VrrpEvent.Stopped _ -> {
                Turns.leave(actions);
                yield Turns.stopped(state.priority(), actions);
            }
            case VrrpEvent.Faulted _ -> {
                Turns.leave(actions);
                yield Turns.faulted(state.priority(), actions);
            }
            case VrrpEvent.Resigned _ ->
                    Turns.left(config, state, Cause.RESIGNED, nowNanos, actions);
            case VrrpEvent.GroupLeft _ -> Turns.left(config, state, Cause.GROUP, nowNanos, actions);
            case VrrpEvent.PriorityChanged(int priority) ->
                    new Active(priority, state.advertAtNanos(), state.announceAtNanos());
            case VrrpEvent.Bequeathed _ -> Turns.bequeath(state.priority(), actions);
            case VrrpEvent.Started _,
                    VrrpEvent.Inherited _,
                    VrrpEvent.Recovered _,
                    VrrpEvent.GroupReady _ ->
                    state;
        };
    }

    private static VrrpState due(
            VrrpConfig config, Active state, long nowNanos, List<VrrpAction> actions) {
        long advertAt = state.advertAtNanos();
        if (nowNanos - advertAt >= 0) {
            actions.add(new VrrpAction.Send(state.priority()));
            advertAt = nowNanos + config.interval().nanos();
        }
        OptionalLong announceAt = state.announceAtNanos();
        if (announceAt.isPresent() && nowNanos - announceAt.getAsLong() >= 0) {
            actions.add(new VrrpAction.Announce());
            announceAt = OptionalLong.empty();
        }
        return new Active(state.priority(), advertAt, announceAt);
    }
}
