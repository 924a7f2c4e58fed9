package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// A Pub/Sub message of a Sentinel about the watched master. Never the truth by itself: it makes
/// the polls come sooner.
///
/// @param channel Sentinel's event name (`+sdown`)
/// @param switched the addresses of `+switch-master`; empty for all other events
public record SentinelHint(String channel, Optional<Switch> switched) {
    /// The events worth hearing; each Sentinel is subscribed to all of them.
    static final String[] CHANNELS = {
        "+switch-master",
        "+sdown",
        "-sdown",
        "+odown",
        "-odown",
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

    /// Empty if the message is about another master, or about a replica or a Sentinel.
    ///
    /// Forms: `master NAME IP PORT …`, `NAME IP PORT IP PORT` (+switch-master), `slave … @ NAME …`
    /// and `sentinel … @ NAME …` (heard only where the event concerns a failover).
    static Optional<SentinelHint> of(String master, String channel, String payload) {
        String[] words = payload.split(" ", -1);
        return switch (channel) {
            case "+tilt", "-tilt" -> Optional.of(new SentinelHint(channel, Optional.empty()));
            case "+switch-master" ->
                    words.length == 5 && words[0].equals(master)
                            ? switched(words).map(to -> new SentinelHint(channel, Optional.of(to)))
                            : Optional.empty();
            case "+sdown", "-sdown", "+odown", "-odown" ->
                    words.length >= 4 && words[0].equals("master") && words[1].equals(master)
                            ? Optional.of(new SentinelHint(channel, Optional.empty()))
                            : Optional.empty();
            default ->
                    (" " + payload + " ").contains(" " + master + " ")
                            ? Optional.of(new SentinelHint(channel, Optional.empty()))
                            : Optional.empty();
        };
    }

    private static Optional<Switch> switched(String[] words) {
        try {
            return Optional.of(
                    new Switch(
                            new HostPort(words[1], Integer.parseInt(words[2])),
                            new HostPort(words[3], Integer.parseInt(words[4]))));
        } catch (NumberFormatException notAPort) {
            return Optional.empty();
        }
    }
}
