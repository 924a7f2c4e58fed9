package dev.redoubt.vrrp;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What has to be done again and again while addresses are held: their lifetimes begin anew, and
/// neighbours are reminded where the file says so. Tells when; does nothing. One thread's.
final class Upkeep {
    private final long renewNanos;
    private final OptionalLong remindNanos;
    private OptionalLong renewAtNanos = OptionalLong.empty();
    private OptionalLong remindAtNanos = OptionalLong.empty();

    /// @param remindedEvery empty for never
    Upkeep(Duration lifetime, Optional<Duration> remindedEvery) {
        renewNanos = lifetime.toNanos() / 4;
        remindNanos =
                remindedEvery
                        .map(each -> OptionalLong.of(each.toNanos()))
                        .orElse(OptionalLong.empty());
    }

    /// They are held from now on.
    void begin(long nowNanos) {
        renewAtNanos = OptionalLong.of(nowNanos + renewNanos);
        remindAtNanos = after(nowNanos);
    }

    private OptionalLong after(long nowNanos) {
        return remindNanos.isPresent()
                ? OptionalLong.of(nowNanos + remindNanos.getAsLong())
                : OptionalLong.empty();
    }

    void end() {
        renewAtNanos = OptionalLong.empty();
        remindAtNanos = OptionalLong.empty();
    }

    /// When something has to be done next.
    OptionalLong nextNanos() {
        return remindAtNanos.isPresent()
                        && remindAtNanos.getAsLong() - renewAtNanos.orElseThrow() < 0
                ? remindAtNanos
                : renewAtNanos;
    }

    /// Whether the lifetimes must begin anew now; it is asked once each time.
    boolean renews(long nowNanos) {
        if (renewAtNanos.isEmpty() || nowNanos - renewAtNanos.getAsLong() < 0) {
            return false;
        }
        renewAtNanos = OptionalLong.of(nowNanos + renewNanos);
        return true;
    }

    /// Whether the neighbours are to be told now; it is asked once each time.
    boolean reminds(long nowNanos) {
        if (remindAtNanos.isEmpty() || nowNanos - remindAtNanos.getAsLong() < 0) {
            return false;
        }
        remindAtNanos = after(nowNanos);
        return true;
    }
}
