package dev.redoubt.config;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Who has a durability of their own, other than the pool's; an empty one stands for `none`.
///
/// @param users by their name at Redis
/// @param clients by the name that they gave themselves (CLIENT SETNAME)
public record OwnDurability(
        Map<NamePattern, Optional<DurabilityConfig>> users,
        Map<NamePattern, Optional<DurabilityConfig>> clients) {
    /// All have the pool's.
    public static final OwnDurability NONE = new OwnDurability(Map.of(), Map.of());

    /// Keeps unchangeable copies: who says more comes first.
    public OwnDurability {
        users = Collections.unmodifiableMap(new TreeMap<>(users));
        clients = Collections.unmodifiableMap(new TreeMap<>(clients));
    }

    /// Who the server knows counts before what a client says of itself.
    ///
    /// @return empty where the pool's own holds
    Optional<Optional<DurabilityConfig>> of(String user, String client) {
        return first(users, user).or(() -> first(clients, client));
    }

    private static Optional<Optional<DurabilityConfig>> first(
            Map<NamePattern, Optional<DurabilityConfig>> among, String name) {
        return among.entrySet().stream()
                .filter(entry -> entry.getKey().means(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
