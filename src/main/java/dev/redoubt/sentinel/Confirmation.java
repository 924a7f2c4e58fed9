package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Optional;

/// One Sentinel's word for a primary: it cannot call that server down before [#soundUntilNanos].
///
/// While each word comes before the one before it has run out, the chain is unbroken: at no moment
/// since `sinceNanos` has this Sentinel called the server down. That matters because what it said
/// before lives on at the others ([LeaseRules#wordLifeNanos]).
///
/// @param primary empty where the word is for any: a dead process calls nothing down
/// @param heardNanos a moment at or before the one at which it last heard the primary
/// @param downAfter this Sentinel's own
/// @param sinceNanos begin of the unbroken chain
record Confirmation(
        Optional<HostPort> primary,
        Kind kind,
        long heardNanos,
        Duration downAfter,
        long sinceNanos) {
    /// What the word rests on.
    enum Kind {
        /// It watches the primary and hears it.
        NAMED,
        /// The same, and it was seen to switch to it: it has never called it down.
        SWITCHED,
        /// It follows an older primary still, and so cannot call the newer one down.
        BEHIND,
        /// Its process is gone; its last word was sound at that moment.
        REFUSED,
        /// Its process is gone; what it said before is not known.
        FOUND_DEAD
    }

    /// From then on it may call the primary down; the margin is taken off.
    long soundUntilNanos() {
        return heardNanos + LeaseRules.soundNanos(downAfter);
    }

    boolean isSound(long nowNanos) {
        return nowNanos - soundUntilNanos() < 0;
    }

    boolean isFor(HostPort server) {
        return primary.isEmpty() || primary.get().equals(server);
    }

    long ageNanos(long nowNanos) {
        return nowNanos - sinceNanos;
    }

    /// Whether no earlier word of its against the primary can count any more.
    boolean isClear(long nowNanos, long wordLifeNanos) {
        return switch (kind) {
            case SWITCHED, BEHIND -> true;
            case NAMED, REFUSED, FOUND_DEAD -> ageNanos(nowNanos) >= wordLifeNanos;
        };
    }
}
