package dev.redoubt.vrrp;

import dev.redoubt.vrrp.Reading.Standing;
import dev.redoubt.vrrp.VrrpAction.Cause;
import dev.redoubt.vrrp.VrrpState.Active;
import dev.redoubt.vrrp.VrrpState.Backup;
import dev.redoubt.vrrp.VrrpState.Backup.Patience;
import dev.redoubt.vrrp.VrrpState.Role;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an advert does to a [VrrpMachine]'s state.
final class Hearing {
    private Hearing() {}

    /// RFC 9568, 6.4.2.
    static Backup ofBackup(VrrpConfig config, Backup state, VrrpEvent.Heard heard, long nowNanos) {
        if (heard.priority() == Advert.LEAVING) {
            long skew =
                    VrrpConfig.skewNanos(
                            config.version(), state.priority(), state.activeInterval());
            return new Backup(
                    state.priority(),
                    nowNanos + skew,
                    state.activeInterval(),
                    state.preemptAtNanos(),
                    Patience.WAITING);
        }
        if (heard.priority() >= state.priority()) {
            return Turns.waiting(config, state, Turns.learned(config, heard), nowNanos);
        }
        OptionalLong preemptAt = preemptAt(config, state, nowNanos);
        boolean discarded = preemptAt.isPresent() && nowNanos - preemptAt.getAsLong() >= 0;
        if (discarded) {
            return state;
        }
        Backup again = Turns.waiting(config, state, Turns.learned(config, heard), nowNanos);
        return new Backup(
                again.priority(),
                again.activeDownAtNanos(),
                again.activeInterval(),
                preemptAt,
                Patience.WAITING);
    }

    /// From when on a router with less priority is not heard; empty for never.
    private static OptionalLong preemptAt(VrrpConfig config, Backup state, long nowNanos) {
        if (state.priority() == Advert.OWNER) {
            return OptionalLong.of(nowNanos);
        }
        if (state.preemptAtNanos().isPresent()) {
            return state.preemptAtNanos();
        }
        Optional<Duration> after = config.preemptAfter();
        return after.isPresent()
                ? OptionalLong.of(nowNanos + after.get().toNanos())
                : OptionalLong.empty();
    }

    /// RFC 9568, 6.4.3.
    static VrrpState ofActive(
            VrrpConfig config,
            Active state,
            VrrpEvent.Heard heard,
            long nowNanos,
            List<VrrpAction> actions) {
        boolean leaves = heard.priority() == Advert.LEAVING;
        boolean above =
                heard.priority() > state.priority()
                        || (heard.priority() == state.priority()
                                && heard.standing() == Standing.SENDER_ABOVE);
        if (!leaves && above) {
            actions.add(new VrrpAction.Release());
            actions.add(new VrrpAction.Became(Role.BACKUP, Cause.HIGHER));
            return Turns.waiting(config, state, Turns.learned(config, heard), nowNanos);
        }
        actions.add(new VrrpAction.Send(state.priority()));
        long again = nowNanos + config.interval().nanos();
        // What the other one told the neighbours must be set right, once it has stepped back.
        return leaves
                ? new Active(state.priority(), again, state.announceAtNanos())
                : new Active(
                        state.priority(),
                        state.advertAtNanos(),
                        state.announceAtNanos().isPresent()
                                ? state.announceAtNanos()
                                : OptionalLong.of(again));
    }
}
