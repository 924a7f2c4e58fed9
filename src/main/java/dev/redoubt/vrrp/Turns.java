package dev.redoubt.vrrp;

import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpConfig.Membership;
import dev.redoubt.vrrp.VrrpState.Active;
import dev.redoubt.vrrp.VrrpState.Backup;
import dev.redoubt.vrrp.VrrpState.Backup.Patience;
import dev.redoubt.vrrp.VrrpState.Fault;
import dev.redoubt.vrrp.VrrpState.Initialize;
import dev.redoubt.vrrp.VrrpState.Role;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// How a [VrrpMachine] gets from one state to another, with what has to be done on the way.
final class Turns {
    /// When the neighbours are told once more, as keepalived does.
    static final Duration ANNOUNCED_AGAIN = Duration.ofSeconds(5);

    private Turns() {}

    static VrrpState begin(
            VrrpConfig config, int priority, Cause cause, long nowNanos, List<VrrpAction> actions) {
        if (priority == Advert.OWNER && config.membership() == Membership.ALONE) {
            return hold(config, priority, Cause.OWNER, nowNanos, actions);
        }
        actions.add(new VrrpAction.Became(Role.BACKUP, cause));
        Backup backup =
                new Backup(
                        priority,
                        nowNanos + downNanos(config, priority, config.interval()),
                        config.interval(),
                        OptionalLong.empty(),
                        Patience.WAITING);
        return priority == Advert.OWNER
                ? new Backup(
                        priority, nowNanos, config.interval(), OptionalLong.empty(), Patience.READY)
                : backup;
    }

    static VrrpState hold(
            VrrpConfig config, int priority, Cause cause, long nowNanos, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Send(priority));
        actions.add(new VrrpAction.Hold());
        actions.add(new VrrpAction.Announce());
        actions.add(new VrrpAction.Became(Role.ACTIVE, cause));
        return new Active(
                priority,
                nowNanos + config.interval().nanos(),
                OptionalLong.of(nowNanos + ANNOUNCED_AGAIN.toNanos()));
    }

    /// The neighbours know where the addresses are.
    static VrrpState inherit(
            VrrpConfig config, int priority, long nowNanos, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Send(priority));
        actions.add(new VrrpAction.Hold());
        actions.add(new VrrpAction.Became(Role.ACTIVE, Cause.INHERITED));
        return new Active(priority, nowNanos + config.interval().nanos(), OptionalLong.empty());
    }

    /// Gives who goes on as much time as there can be.
    static VrrpState bequeath(int priority, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Hold());
        actions.add(new VrrpAction.Send(priority));
        return new Initialize(priority);
    }

    static VrrpState release(
            VrrpConfig config, Active state, Cause cause, long nowNanos, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Release());
        actions.add(new VrrpAction.Became(Role.BACKUP, cause));
        return waiting(config, state, config.interval(), nowNanos);
    }

    static VrrpState left(
            VrrpConfig config, Active state, Cause cause, long nowNanos, List<VrrpAction> actions) {
        leave(actions);
        actions.add(new VrrpAction.Became(Role.BACKUP, cause));
        return waiting(config, state, config.interval(), nowNanos);
    }

    /// First without the addresses, then the word that another one may have them.
    static void leave(List<VrrpAction> actions) {
        actions.add(new VrrpAction.Release());
        actions.add(new VrrpAction.Send(Advert.LEAVING));
    }

    static VrrpState stopped(int priority, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Became(Role.INITIALIZE, Cause.STOPPED));
        return new Initialize(priority);
    }

    static VrrpState faulted(int priority, List<VrrpAction> actions) {
        actions.add(new VrrpAction.Became(Role.FAULT, Cause.FAULTED));
        return new Fault(priority);
    }

    static Backup waiting(
            VrrpConfig config, VrrpState state, Interval activeInterval, long nowNanos) {
        return new Backup(
                state.priority(),
                nowNanos + downNanos(config, state.priority(), activeInterval),
                activeInterval,
                OptionalLong.empty(),
                Patience.WAITING);
    }

    static Interval learned(VrrpConfig config, VrrpEvent.Heard heard) {
        return config.version() == Version.V3 ? heard.interval() : config.interval();
    }

    static long downNanos(VrrpConfig config, int priority, Interval activeInterval) {
        return VrrpConfig.activeDownNanos(config.version(), priority, activeInterval);
    }
}
