package dev.redoubt.vrrp;

import java.time.Duration;
import java.util.Optional;

/// What one [VrrpMachine] goes by.
///
/// @param priority as configured; 255 for the owner of the addresses
/// @param preemptAfter how long a router with less priority is let alone; empty: for ever, zero:
///   not at all (Preempt_Mode)
public record VrrpConfig(
        Version version,
        int priority,
        Interval interval,
        Optional<Duration> preemptAfter,
        Membership membership) {
    /// Whether this virtual router moves by itself.
    public enum Membership {
        /// By itself.
        ALONE,
        /// It waits for the others of its group: [VrrpGroupMachine].
        GROUPED
    }

    /// Skew_Time: the less the priority, the later (RFC 9568, 6.1; RFC 3768, 6.1, where it is a
    /// part of a second, whatever the interval).
    static long skewNanos(Version version, int priority, Interval activeInterval) {
        long base =
                switch (version) {
                    case V2 -> Duration.ofSeconds(1).toNanos();
                    case V3 -> activeInterval.nanos();
                };
        return (256 - priority) * base / 256;
    }

    /// Active_Down_Interval (RFC 9568, 6.1; RFC 3768, 6.1: Master_Down_Interval).
    static long activeDownNanos(Version version, int priority, Interval activeInterval) {
        return 3 * activeInterval.nanos() + skewNanos(version, priority, activeInterval);
    }
}
