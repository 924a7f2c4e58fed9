package dev.redoubt.topology;

import dev.redoubt.net.Ending;
import dev.redoubt.net.PeerPhase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a [RoleMachine] knows.
sealed interface RoleState {
    /// In the order of the configuration.
    List<Server> servers();

    /// Whether rivals were told of since there last were none.
    Rivals rivals();

    /// No primary.
    record Seeking(List<Server> servers, Rivals rivals, String reason) implements RoleState {
        /// Keeps an unchangeable copy of `servers`.
        public Seeking {
            servers = List.copyOf(servers);
        }
    }

    /// The server with this index is in use.
    record Following(List<Server> servers, Rivals rivals, int primary) implements RoleState {
        /// Keeps an unchangeable copy of `servers`.
        public Following {
            servers = List.copyOf(servers);
        }
    }

    /// Several that claim to be primary are told of once.
    enum Rivals {
        NONE,
        TOLD
    }

    /// One server.
    ///
    /// @param trouble the kind that was told, until it answers well
    record Server(PeerPhase phase, RoleClaim claim, Optional<Ending.Kind> trouble) {
        Server with(PeerPhase next) {
            return new Server(next, claim, trouble);
        }

        Server with(RoleClaim next) {
            return new Server(phase, next, trouble);
        }

        Server with(Optional<Ending.Kind> next) {
            return new Server(phase, claim, next);
        }

        boolean claimsPrimary() {
            return claim instanceof RoleClaim.Primary;
        }
    }

    /// The same state with one server changed.
    default RoleState with(int index, Server server) {
        List<Server> next = new ArrayList<>(servers());
        next.set(index, server);
        return with(next);
    }

    /// The same state with other servers.
    default RoleState with(List<Server> next) {
        return switch (this) {
            case Seeking seeking -> new Seeking(next, seeking.rivals(), seeking.reason());
            case Following following ->
                    new Following(next, following.rivals(), following.primary());
        };
    }
}
