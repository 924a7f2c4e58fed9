package dev.redoubt.sentinel;

import dev.redoubt.config.HostPort;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One Sentinel's SENTINEL MASTER: what it knows of the primary beyond the address.
///
/// @param address as this command shows it, which on a failover's leader is still the old one
/// @param flags `master`, and `s_down`, `o_down`, `failover_in_progress` … when they apply
/// @param lastOkPingReply how long before its answer this Sentinel last heard the primary
/// @param roleReported what the primary itself said it is
/// @param quorum how many Sentinels must call it down, in this one's own configuration
/// @param otherSentinels how many others this one knows, dead ones included
/// @param failoverTimeout after which it gives up a step of a failover
public record MasterDetails(
        HostPort address,
        long configEpoch,
        String runId,
        Set<String> flags,
        Duration lastOkPingReply,
        Duration downAfter,
        String roleReported,
        int quorum,
        int otherSentinels,
        Duration failoverTimeout) {
    private static final Set<String> DOUBTS =
            Set.of("s_down", "o_down", "failover_in_progress", "force_failover", "master_reboot");

    /// Keeps an unchangeable copy of `flags`.
    public MasterDetails {
        flags = Set.copyOf(flags);
    }

    /// Empty if a field is missing or no number.
    static Optional<MasterDetails> of(Map<String, String> fields) {
        try {
            return Optional.of(
                    new MasterDetails(
                            new HostPort(
                                    text(fields, "ip"), Integer.parseInt(text(fields, "port"))),
                            number(fields, "config-epoch"),
                            text(fields, "runid"),
                            Set.copyOf(List.of(text(fields, "flags").split(","))),
                            Duration.ofMillis(number(fields, "last-ok-ping-reply")),
                            Duration.ofMillis(number(fields, "down-after-milliseconds")),
                            text(fields, "role-reported"),
                            Integer.parseInt(text(fields, "quorum")),
                            Integer.parseInt(text(fields, "num-other-sentinels")),
                            Duration.ofMillis(number(fields, "failover-timeout"))));
        } catch (IllegalArgumentException missingOrNoNumber) {
            return Optional.empty();
        }
    }

    /// Whether this Sentinel holds the server for a living primary, and no failover of it is under
    /// way here. A negative time is what a clock that was set back shows.
    boolean isClean() {
        return Collections.disjoint(flags, DOUBTS)
                && roleReported.equals("master")
                && !lastOkPingReply.isNegative();
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    private static long number(Map<String, String> fields, String name) {
        return Long.parseLong(text(fields, name));
    }

    private static String text(Map<String, String> fields, String name) {
        String text = fields.get(name);
        if (text == null) {
            throw new IllegalArgumentException(name);
        }
        return text;
    }
}
