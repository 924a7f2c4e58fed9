package dev.redoubt.topology;

import dev.redoubt.topology.RoleState.Server;

import java.util.ArrayList;
import java.util.List;

/// Why there is no primary, server by server. Pure.
final class RoleReason {
    private RoleReason() {}

    static String of(RoleConfig config, List<Server> servers) {
        if (servers.stream().filter(Server::claimsPrimary).count() > 1) {
            return rivals(config, servers) + ": choosing one could lose writes";
        }
        List<String> each = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            each.add(config.servers().get(i) + " " + words(servers.get(i).claim()));
        }
        return "no server is primary: " + String.join(", ", each);
    }

    static String rivals(RoleConfig config, List<Server> servers) {
        List<String> claiming = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            if (servers.get(i).claimsPrimary()) {
                claiming.add(config.servers().get(i).toString());
            }
        }
        return claiming.size()
                + " servers claim to be primary ("
                + String.join(", ", claiming)
                + ")";
    }

    private static String words(RoleClaim claim) {
        return switch (claim) {
            case RoleClaim.Unasked _ -> "has not answered yet";
            case RoleClaim.Primary _ -> "is primary";
            case RoleClaim.Other(String role) ->
                    role.equals("slave") ? "is a replica" : "answers ROLE with " + role;
            case RoleClaim.Unusable(String words) -> "cannot be used (" + words + ")";
        };
    }
}
