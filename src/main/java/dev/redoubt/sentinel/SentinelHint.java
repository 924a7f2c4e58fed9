package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// A Pub/Sub message of a Sentinel about the watched master. It never makes a primary: it makes the
/// polls come sooner, and it may end a lease.
///
/// @param channel Sentinel's event name (`+sdown`)
/// @param switched the addresses of `+switch-master`; empty for all other events
/// @param about the primary that it is about, if it says
public record SentinelHint(String channel, Optional<Switch> switched, Optional<HostPort> about) {
    /// The events worth hearing; each Sentinel is subscribed to all of them.
    static final String[] CHANNELS = {
        "+switch-master",
        "+sdown",
        "-sdown",
        "+odown",
        "-odown",
        "+new-epoch",
        "+vote-for-leader",
        "+try-failover",
        "+elected-leader",
        "+selected-slave",
        "+promoted-slave",
        "+failover-state-select-slave",
        "+failover-state-send-slaveof-noone",
        "+failover-state-wait-promotion",
        "+failover-state-reconf-slaves",
        "+config-update-from",
        "+reset-master",
        "+tilt",
        "-tilt"
    };

    /// Where the primary was and is.
    public record Switch(HostPort from, HostPort to) {}

    /// What it means for the primary it is about.
    enum Weight {
        /// This Sentinel calls it down.
        DOWN,
        /// Enough of them do.
        AGREED_DOWN,
        /// Its failover is under way.
        FAILOVER,
        /// Another has its place.
        REPLACED,
        /// This Sentinel has forgotten who else there is.
        RESET,
        /// This Sentinel's clock went wrong, for all its masters.
        TILT,
        NONE
    }

    /// About no particular server.
    public SentinelHint(String channel, Optional<Switch> switched) {
        this(channel, switched, switched.map(Switch::from));
    }

    Weight weight() {
        return switch (channel) {
            case "+sdown" -> Weight.DOWN;
            case "+odown" -> Weight.AGREED_DOWN;
            case "+switch-master" -> Weight.REPLACED;
            case "+reset-master" -> Weight.RESET;
            case "+tilt" -> Weight.TILT;
            case "+try-failover", "+elected-leader", "+selected-slave", "+promoted-slave" ->
                    Weight.FAILOVER;
            default -> channel.startsWith("+failover-state-") ? Weight.FAILOVER : Weight.NONE;
        };
    }

    /// Whether every Sentinel should be asked now: who is primary, or how they voted, has changed.
    boolean isUrgent() {
        return switch (channel) {
            case "+switch-master", "+vote-for-leader", "+new-epoch", "+tilt" -> true;
            default -> false;
        };
    }

    /// Votes and epochs name no master: they may be about another, and a poll will show.
    boolean isTold() {
        return !channel.equals("+vote-for-leader") && !channel.equals("+new-epoch");
    }

    /// Empty if the message is about another master, or about a replica or a Sentinel.
    ///
    /// Forms: `master NAME IP PORT …`, `NAME IP PORT IP PORT` (+switch-master), `slave … @ NAME IP
    /// PORT` and `sentinel … @ NAME IP PORT` (heard only where the event concerns a failover).
    /// +new-epoch and +vote-for-leader name no master: they may be about another.
    static Optional<SentinelHint> of(String master, String channel, String payload) {
        String[] words = payload.split(" ", -1);
        return switch (channel) {
            case "+tilt", "-tilt", "+new-epoch", "+vote-for-leader" ->
                    Optional.of(new SentinelHint(channel, Optional.empty()));
            case "+switch-master" ->
                    words.length == 5 && words[0].equals(master)
                            ? switched(words).map(to -> new SentinelHint(channel, Optional.of(to)))
                            : Optional.empty();
            case "+sdown", "-sdown", "+odown", "-odown" ->
                    words.length >= 4 && words[0].equals("master")
                            ? named(master, channel, words)
                            : Optional.empty();
            default -> named(master, channel, words);
        };
    }

    /// `master NAME IP PORT`, or the same after `@`.
    private static Optional<SentinelHint> named(String master, String channel, String[] words) {
        for (int i = 1; i < words.length; i++) {
            if (words[i].equals(master)
                    && (words[i - 1].equals("master") || words[i - 1].equals("@"))) {
                Optional<HostPort> about =
                        i + 2 < words.length
                                ? endpoint(words[i + 1], words[i + 2])
                                : Optional.empty();
                return Optional.of(new SentinelHint(channel, Optional.empty(), about));
            }
        }
        return Optional.empty();
    }

    private static Optional<Switch> switched(String[] words) {
        return endpoint(words[1], words[2])
                .flatMap(from -> endpoint(words[3], words[4]).map(to -> new Switch(from, to)));
    }

    private static Optional<HostPort> endpoint(String host, String port) {
        try {
            return Optional.of(new HostPort(host, Integer.parseInt(port)));
        } catch (NumberFormatException notAPort) {
            return Optional.empty();
        }
    }
}
