package dev.redoubt.net;

import dev.redoubt.config.HostPort;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/// Host names to addresses, without ever making an event loop wait for a name server.
public final class Resolver {
    private Resolver() {}

    /// Resolves `address` and calls `resolved` or `failed` on the loop: at once for a literal
    /// address, else when the system's resolver has answered a thread of its own.
    public static void resolve(
            HostPort address,
            EventLoop loop,
            Consumer<InetSocketAddress> resolved,
            Consumer<String> failed) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(address.host());
        if (literal != null) {
            resolved.accept(socketAddress(literal, address.port()));
            return;
        }
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        InetAddress found = InetAddress.getByName(address.host());
                        InetSocketAddress socket = new InetSocketAddress(found, address.port());
                        loop.execute(() -> resolved.accept(socket));
                    } catch (UnknownHostException e) {
                        loop.execute(() -> failed.accept("unknown host " + address.host()));
                    }
                });
    }

    private static InetSocketAddress socketAddress(byte[] literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }
}
