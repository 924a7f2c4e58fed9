package dev.redoubt.net;

import io.netty.channel.Channel;

import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Open connections of this process to servers, as those see them: who reads a server's list of
/// clients must tell them from others. For any thread; told at a connection's begin and end only.
///
/// A server behind a translation of addresses sees others, which are not found here.
public final class OwnConnections {
    private static final OwnConnections CONTROL = new OwnConnections();

    /// One port may be used towards several servers.
    private record Ends(SocketAddress local, SocketAddress remote) {}

    private final Set<Ends> open = ConcurrentHashMap.newKeySet();

    /// Those of the control plane, of all pools.
    public static OwnConnections control() {
        return CONTROL;
    }

    /// A connection was made; its end takes it out.
    public void add(Channel channel) {
        SocketAddress local = channel.localAddress();
        SocketAddress remote = channel.remoteAddress();
        if (local != null && remote != null) {
            Ends ends = new Ends(local, remote);
            open.add(ends);
            channel.closeFuture().addListener(_ -> open.remove(ends));
        }
    }

    /// The local addresses of those to this server.
    public Set<SocketAddress> to(SocketAddress remote) {
        return open.stream()
                .filter(ends -> ends.remote().equals(remote))
                .map(Ends::local)
                .collect(Collectors.toSet());
    }

    /// The servers that they go to.
    public Set<SocketAddress> remotes() {
        return open.stream().map(Ends::remote).collect(Collectors.toSet());
    }

    /// How many go to these servers.
    public long count(Set<SocketAddress> remotes) {
        return open.stream().filter(ends -> remotes.contains(ends.remote())).count();
    }
}
