package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/// Turns host names into addresses without ever blocking an event loop: the system's resolver may
/// take many seconds, just when the network is broken. There is at most one look-up per name under
/// way, on a thread of its own; attempts that come meanwhile share it.
public final class HostResolver {
    private static final ConcurrentMap<String, CompletableFuture<InetAddress>> UNDER_WAY =
            new ConcurrentHashMap<>();

    private HostResolver() {}

    /// Calls one of the consumers later, on `loop`.
    public static void resolve(
            HostPort target,
            EventLoop loop,
            Consumer<InetSocketAddress> resolved,
            Consumer<Ending> failed) {
        String host = target.host();
        CompletableFuture<InetAddress> address =
                NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)
                        ? CompletableFuture.completedFuture(InetAddress.ofLiteral(host))
                        : UNDER_WAY.computeIfAbsent(host, HostResolver::lookUp);
        CompletableFuture<?> _ =
                address.whenComplete((found, failure) -> {
                    if (!loop.isShuttingDown()) {
                        loop.execute(() -> {
                            if (failure == null) {
                                resolved.accept(new InetSocketAddress(found, target.port()));
                            } else {
                                failed.accept(ConnectFailures.ending(failure));
                            }
                        });
                    }
                });
    }

    private static CompletableFuture<InetAddress> lookUp(String host) {
        CompletableFuture<InetAddress> result = new CompletableFuture<>();
        Thread.ofPlatform()
                .daemon()
                .name("resolve " + host)
                .start(() -> {
                    try {
                        InetAddress found = InetAddress.getByName(host);
                        UNDER_WAY.remove(host);
                        result.complete(found);
                    } catch (UnknownHostException e) {
                        UNDER_WAY.remove(host);
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }
}
