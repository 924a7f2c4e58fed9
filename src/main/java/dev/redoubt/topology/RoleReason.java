package dev.redoubt.topology;

import dev.redoubt.config.HostPort;
import dev.redoubt.topology.RoleState.Server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why there is no primary, server by server. Pure.
final class RoleReason {
    private RoleReason() {}

    static String of(RoleConfig config, List<Server> servers) {
        if (servers.stream().filter(Server::claimsPrimary).count() > 1) {
            return rivals(config, servers, Optional.empty());
        }
        List<String> each = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            each.add(config.servers().get(i) + " " + words(servers.get(i).claim()));
        }
        return "no server is primary: " + String.join(", ", each);
    }

    /// @param kept the one of them that is in use
    static String rivals(RoleConfig config, List<Server> servers, Optional<HostPort> kept) {
        List<String> claiming = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).claimsPrimary()) {
                claiming.add(config.servers().get(i).toString());
            }
        }
        return claiming.size()
                + " servers claim to be primary ("
                + String.join(", ", claiming)
                + "): "
                + kept.map(server -> server + " stays in use")
                        .orElse("choosing one could lose writes");
    }

    private static String words(RoleClaim claim) {
        return switch (claim) {
            case RoleClaim.Unasked _ -> "has not answered yet";
            case RoleClaim.Primary _ -> "is primary";
            case RoleClaim.Replica(HostPort of) -> "is a replica of " + of;
            case RoleClaim.Other(String role) -> "answers ROLE with " + role;
            case RoleClaim.Busy(String words) -> "cannot be used (" + words + ")";
            case RoleClaim.Unusable(String words) -> "cannot be used (" + words + ")";
        };
    }
}
