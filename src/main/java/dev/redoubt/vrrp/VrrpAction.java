package dev.redoubt.vrrp;

import java.util.OptionalLong;

/// What a [VrrpMachine] wants done, in this order.
public sealed interface VrrpAction {
    /// Send an advert with this priority.
    record Send(int priority) implements VrrpAction {}

    /// Put the addresses up.
    record Hold() implements VrrpAction {}

    /// Take the addresses away.
    record Release() implements VrrpAction {}

    /// Tell the neighbours that the addresses are here: gratuitous ARP, unsolicited neighbour
    /// advertisements.
    record Announce() implements VrrpAction {}

    /// Log it, and tell the scripts.
    record Became(VrrpState.Role role, Cause cause) implements VrrpAction {}

    /// Send [VrrpEvent.Woken] then, or never; replaces what was asked for before.
    record WakeAt(OptionalLong atNanos) implements VrrpAction {}

    /// Why the state changed.
    enum Cause {
        STARTED("started"),
        OWNER("owns the addresses"),
        INHERITED("goes on for another process of this node"),
        SILENCE("no advert within the Active_Down_Interval"),
        HIGHER("heard a router that goes before this one"),
        SLEPT("slept past the Active_Down_Interval, so that another one may be Active"),
        RESIGNED("told to give the addresses away"),
        GROUP("moves with its group"),
        FAULTED("lacks what it needs"),
        RECOVERED("has what it needs again"),
        STOPPED("stopped");

        private final String text;

        Cause(String text) {
            this.text = text;
        }

        /// For people.
        public String text() {
            return text;
        }
    }
}
