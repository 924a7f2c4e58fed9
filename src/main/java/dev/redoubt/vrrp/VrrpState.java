package dev.redoubt.vrrp;

import java.util.OptionalLong;

/// What a [VrrpMachine] knows.
public sealed interface VrrpState {
    /// What this node counts for now: the configured one, or what tracking makes of it.
    int priority();

    /// Which of the states it is.
    Role role();

    /// When it wants to be woken.
    OptionalLong nextNanos();

    /// The states as people and scripts know them.
    enum Role {
        INITIALIZE,
        BACKUP,
        ACTIVE,
        FAULT
    }

    /// Not begun, or ended.
    record Initialize(int priority) implements VrrpState {
        @Override
        public Role role() {
            return Role.INITIALIZE;
        }

        @Override
        public OptionalLong nextNanos() {
            return OptionalLong.empty();
        }
    }

    /// Something that it needs is missing: it takes no part until that is back.
    record Fault(int priority) implements VrrpState {
        @Override
        public Role role() {
            return Role.FAULT;
        }

        @Override
        public OptionalLong nextNanos() {
            return OptionalLong.empty();
        }
    }

    /// Another one is Active, or will be.
    ///
    /// @param activeDownAtNanos Active_Down_Timer
    /// @param activeInterval Active_Adver_Interval, learned in version 3
    /// @param preemptAtNanos until then a router with less priority is let alone
    /// @param patience whether the timer runs, or has run out and the group is waited for
    record Backup(
            int priority,
            long activeDownAtNanos,
            Interval activeInterval,
            OptionalLong preemptAtNanos,
            Patience patience)
            implements VrrpState {
        /// Whether the timer runs.
        enum Patience {
            WAITING,
            READY
        }

        @Override
        public Role role() {
            return Role.BACKUP;
        }

        @Override
        public OptionalLong nextNanos() {
            return patience == Patience.READY
                    ? OptionalLong.empty()
                    : OptionalLong.of(activeDownAtNanos);
        }
    }

    /// Has the addresses.
    ///
    /// @param advertAtNanos Adver_Timer
    /// @param announceAtNanos when the neighbours are told once more who has the addresses
    record Active(int priority, long advertAtNanos, OptionalLong announceAtNanos)
            implements VrrpState {
        @Override
        public Role role() {
            return Role.ACTIVE;
        }

        @Override
        public OptionalLong nextNanos() {
            boolean sooner =
                    announceAtNanos.isPresent() && announceAtNanos.getAsLong() - advertAtNanos < 0;
            return sooner ? announceAtNanos : OptionalLong.of(advertAtNanos);
        }
    }
}
