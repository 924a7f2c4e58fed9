package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// What one Sentinel's behaviour proves about the primary, beyond its last answer.
///
/// @param failover the failover it was seen to run, until it is seen without
/// @param voided which answers confirm nothing
/// @param triedNanos when the last attempt to connect to it began
record Standing(
        Optional<Confirmation> confirmation,
        Optional<Failover> failover,
        Voided voided,
        long triedNanos) {
    /// A failover of `primary` was under way at this Sentinel.
    record Failover(HostPort primary, long seenNanos) {}

    /// An answer to a question asked before `anyBeforeNanos` says nothing for any primary, one
    /// asked before `oneBeforeNanos` nothing for `one`.
    record Voided(long anyBeforeNanos, long oneBeforeNanos, Optional<HostPort> one) {
        boolean covers(HostPort primary, long askedNanos) {
            return askedNanos - anyBeforeNanos < 0
                    || (askedNanos - oneBeforeNanos < 0 && one.filter(primary::equals).isPresent());
        }

        Voided anyBefore(long nowNanos) {
            return new Voided(nowNanos, oneBeforeNanos, one);
        }

        /// One is remembered by name; of another before it, that it was one of all.
        Voided before(long nowNanos, HostPort primary) {
            boolean another = one.filter(before -> !before.equals(primary)).isPresent();
            boolean raises = another && oneBeforeNanos - anyBeforeNanos > 0;
            return new Voided(
                    raises ? oneBeforeNanos : anyBeforeNanos, nowNanos, Optional.of(primary));
        }
    }

    static Standing fresh(long nowNanos) {
        return new Standing(
                Optional.empty(),
                Optional.empty(),
                new Voided(nowNanos, nowNanos, Optional.empty()),
                nowNanos);
    }

    Standing with(Confirmation next) {
        return new Standing(Optional.of(next), failover, voided, triedNanos);
    }

    /// Whether the answer to a question asked then counts for `primary`.
    boolean heeds(HostPort primary, long askedNanos) {
        return !voided.covers(primary, askedNanos)
                && failover.filter(seen -> seen.primary().equals(primary))
                        .filter(seen -> askedNanos - seen.seenNanos() < 0)
                        .isEmpty();
    }

    Standing unconfirmed() {
        return new Standing(Optional.empty(), failover, voided, triedNanos);
    }

    /// Only what is asked from `nowNanos` on counts, for any primary.
    Standing voidedBefore(long nowNanos) {
        return new Standing(Optional.empty(), failover, voided.anyBefore(nowNanos), triedNanos);
    }

    /// Only what is asked from `nowNanos` on counts for `primary`; its word for another stands.
    Standing voidedBefore(long nowNanos, HostPort primary) {
        return new Standing(
                confirmation.filter(word -> !word.isFor(primary)),
                failover,
                voided.before(nowNanos, primary),
                triedNanos);
    }

    /// Seen to fail `primary` over, at `nowNanos`.
    Standing leading(HostPort primary, long nowNanos) {
        Failover seen = new Failover(primary, nowNanos);
        return new Standing(
                confirmation.filter(word -> !word.isFor(primary)),
                Optional.of(seen),
                voided,
                triedNanos);
    }

    Standing withoutFailover() {
        return new Standing(confirmation, Optional.empty(), voided, triedNanos);
    }

    Standing tried(long nowNanos) {
        return new Standing(confirmation, failover, voided, nowNanos);
    }

    /// Whether it may be failing over `primary` still.
    boolean leads(HostPort primary, long nowNanos, long giveUpNanos) {
        return failover.filter(seen -> seen.primary().equals(primary))
                .filter(seen -> nowNanos - seen.seenNanos() < giveUpNanos)
                .isPresent();
    }

    /// Its word for `primary`, if that still stands.
    Optional<Confirmation> sound(HostPort primary, long nowNanos) {
        return confirmation.filter(word -> word.isFor(primary) && word.isSound(nowNanos));
    }
}
