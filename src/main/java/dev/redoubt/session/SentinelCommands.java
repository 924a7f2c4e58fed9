package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.config.HostPort;
import dev.redoubt.config.PoolConfig;
import dev.redoubt.config.SourceConfig;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What clients ask of a Sentinel, and what only Sentinels may say, on a session: answered here, so
/// that neither a primary nor a link is needed.
final class SentinelCommands {
    private SentinelCommands() {}

    /// SENTINEL, with everything before it answered.
    static boolean answer(Session session) {
        PoolConfig pool = session.context().config();
        SentinelAnswers answers =
                new SentinelAnswers(
                        pool.name(), names(pool), pool.listen().announce().or(() -> own(session)));
        return SpecialCommands.answer(
                session,
                answers.to(
                        session.input().arguments(),
                        session.input().scanner().argumentCount(),
                        session.profile().identity().protocol()));
    }

    /// As the file names it, and as the Sentinels do, which clients may be used to.
    private static List<String> names(PoolConfig pool) {
        return switch (pool.backend().source()) {
            case SourceConfig.Sentinel sentinel ->
                    Stream.of(pool.name(), sentinel.master()).distinct().toList();
            case SourceConfig.Servers _ -> List.of(pool.name());
        };
    }

    /// The address that the client connected to: it can do so again.
    private static Optional<HostPort> own(Session session) {
        return session.localAddress() instanceof InetSocketAddress socket
                ? Optional.of(new HostPort(unscoped(socket.getAddress()), socket.getPort()))
                : Optional.empty();
    }

    /// A zone names an interface of this host, which means nothing to another.
    private static String unscoped(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress()).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether the server is to refuse what would be dealt with here, since on this connection only
    /// it knows what a reply means. All else may be answered, everything before it being so: a part
    /// of a transaction that is refused here spoils it, as it would at Redis.
    static boolean areLeftToServer(
            Session session, CommandSpec spec, ConnectionTracker connection) {
        ConnectionState state = connection.state();
        if (spec.handling() == Handling.SENTINEL) {
            boolean onlyListens =
                    state.isSubscribed() && session.profile().identity().protocol() == 2;
            return connection.isUncounted() || state.multi() || onlyListens;
        }
        if (spec.handling() != Handling.PUBLISH) {
            return false;
        }
        if (connection.isUncounted()) {
            return true;
        }
        connection.spoilTransaction();
        return false;
    }
}
