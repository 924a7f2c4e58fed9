package dev.redoubt.linux;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Holds addresses until it is killed; a process of its own for [LifetimeIT].
final class HoldingMain {
    private static final long RENEWAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private HoldingMain() {}

    /// Ends when it is killed.
    ///
    /// @param arguments the interface, the lifetime in seconds, and the addresses
    public static void main(String[] arguments) throws Exception {
        try (RouteNetlink netlink = RouteNetlink.open();
                Poller poller = Poller.open()) {
            NetworkDevice device = netlink.device(arguments[0]).orElseThrow();
            List<VirtualAddress> addresses =
                    Arrays.stream(arguments)
                            .skip(2)
                            .map(InetAddress::ofLiteral)
                            .map(each -> new VirtualAddress(device.index(), each, 32))
                            .toList();
            Lifetime lifetime = Lifetime.ofSeconds(Long.parseLong(arguments[1]));
            AddressHolder holder = new AddressHolder(netlink, addresses, lifetime);
            System.out.println("held: " + holder.take());
            while (true) {
                poller.awaitUntil(System.nanoTime() + RENEWAL_NANOS);
                holder.renew();
            }
        }
    }
}
