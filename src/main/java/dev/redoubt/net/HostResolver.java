package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/// Turns host names into addresses without ever blocking an event loop: the system's resolver may
/// take many seconds, just when the network is broken. Each look-up has a thread of its own; a
/// connection makes one at a time, so there are never many.
final class HostResolver {
    private HostResolver() {}

    /// Calls one of the consumers later, on `loop`.
    static void resolve(
            HostPort target,
            EventLoop loop,
            Consumer<InetSocketAddress> resolved,
            Consumer<Ending> failed) {
        String host = target.host();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            InetAddress literal = InetAddress.ofLiteral(host);
            loop.execute(() -> resolved.accept(new InetSocketAddress(literal, target.port())));
            return;
        }
        Thread.ofPlatform()
                .daemon()
                .name("resolve " + host)
                .start(() -> lookUp(target, loop, resolved, failed));
    }

    private static void lookUp(
            HostPort target,
            EventLoop loop,
            Consumer<InetSocketAddress> resolved,
            Consumer<Ending> failed) {
        Runnable result;
        try {
            InetAddress address = InetAddress.getByName(target.host());
            result = () -> resolved.accept(new InetSocketAddress(address, target.port()));
        } catch (UnknownHostException e) {
            result = () -> failed.accept(ConnectFailures.ending(e));
        }
        if (!loop.isShuttingDown()) {
            loop.execute(result);
        }
    }
}
