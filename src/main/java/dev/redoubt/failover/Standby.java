package dev.redoubt.failover;

import dev.redoubt.config.HostPort;

/// A replica as a planned move sees it.
///
/// @param announced as Redis and Sentinel name it
/// @param server as reachable from here
/// @param priority its replica-priority; 0 is never promoted
/// @param inSync whether its link to the primary is up
/// @param offset how many bytes of the replication stream it has
/// @param trouble why nothing is known of it; empty without trouble
public record Standby(
        HostPort announced,
        HostPort server,
        long priority,
        boolean inSync,
        long offset,
        String trouble) {
    /// One that does not tell.
    public static Standby silent(HostPort announced, HostPort server, String trouble) {
        return new Standby(announced, server, 0, false, 0, trouble);
    }

    /// Whether anything is known of it.
    public boolean isAnswering() {
        return trouble.isEmpty();
    }

    /// Whether an operator means this one.
    boolean isCalled(HostPort name) {
        return announced.canonical().equals(name.canonical())
                || server.canonical().equals(name.canonical());
    }

    /// What keeps it from becoming primary now; empty for nothing.
    String obstacle(long primaryOffset) {
        if (!trouble.isEmpty()) {
            return trouble;
        }
        if (priority == 0) {
            return "replica-priority 0 (expected: above 0; Redoubt sets it to 0 until a demoted"
                    + " primary is in sync)";
        }
        if (!inSync) {
            return "its link to the primary is down";
        }
        long lag = primaryOffset - offset;
        return lag > MovePlan.MOST_LAG_BYTES
                ? "lags behind by "
                        + lag
                        + " bytes (expected: at most "
                        + MovePlan.MOST_LAG_BYTES
                        + ")"
                : "";
    }
}
