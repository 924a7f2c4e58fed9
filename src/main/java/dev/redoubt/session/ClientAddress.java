package dev.redoubt.session;

import dev.redoubt.config.Ipv6Spelling;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/// Addresses as CLIENT LIST spells them (<https://redis.io/docs/latest/commands/client-list/>).
final class ClientAddress {
    private ClientAddress() {}

    /// `1.2.3.4:5`, `[::1]:5`, or a unix socket's path with `:0`.
    static String text(@Nullable SocketAddress address) {
        return switch (address) {
            case null -> "?:0";
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six ->
                    "[" + Ipv6Spelling.of(six) + "]:" + inet.getPort();
            case InetSocketAddress inet when inet.getAddress() != null ->
                    inet.getAddress().getHostAddress() + ":" + inet.getPort();
            default -> address + ":0";
        };
    }
}
