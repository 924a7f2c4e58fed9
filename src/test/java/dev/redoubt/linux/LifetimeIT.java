package dev.redoubt.linux;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.redoubt.peers.Lan;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;

/// Who dies without a word leaves no address behind.
@Timeout(60)
class LifetimeIT {
    private static final String IPV4 = "198.18.0.100";
    private static final String IPV6 = "fd00::100";

    /// Lifetimes are whole seconds, and the kernel looks for dead addresses at most once a second.
    private static final double LATER_SECONDS = 1.5;

    @ParameterizedTest
    // Not 1: a process that stands still for half a second would lose it.
    @ValueSource(ints = {2, 3})
    void anAddressOutlivesItsHolderByItsLifetimeAtMost(int lifetimeSeconds) throws Exception {
        try (Lan lan = Lan.of(1);
                RouteNetlink netlink = lan.host(0).call(RouteNetlink::open)) {
            Process holder =
                    lan.host(0)
                            .java(
                                    HoldingMain.class,
                                    Lan.Host.DEVICE,
                                    String.valueOf(lifetimeSeconds),
                                    IPV4,
                                    IPV6);
            String said = holder.inputReader().readLine();
            assertTrue(said.contains("ADDED"), said);
            // Renewed, it outlives its lifetime.
            long startNanos = System.nanoTime();
            while (secondsSince(startNanos) < lifetimeSeconds + LATER_SECONDS) {
                assertTrue(has(netlink, IPV4), "IPv4 address gone while renewed");
                assertTrue(has(netlink, IPV6), "IPv6 address gone while renewed");
            }
            holder.destroyForcibly().onExit().join();

            long killedNanos = System.nanoTime();
            double ipv4Seconds = -1;
            double ipv6Seconds = -1;
            while (ipv4Seconds < 0 || ipv6Seconds < 0) {
                // Before the look: what is late then is late, however slow this process is.
                double seconds = secondsSince(killedNanos);
                ipv4Seconds = ipv4Seconds < 0 && !has(netlink, IPV4) ? seconds : ipv4Seconds;
                ipv6Seconds = ipv6Seconds < 0 && !has(netlink, IPV6) ? seconds : ipv6Seconds;
                assertTrue(
                        seconds < lifetimeSeconds + LATER_SECONDS
                                || (ipv4Seconds >= 0 && ipv6Seconds >= 0),
                        "still there after " + seconds + " s");
            }
            System.out.printf(
                    "a lifetime of %d s: after kill -9 IPv4 is gone after %.2f s, IPv6 after %.2f"
                            + " s%n",
                    lifetimeSeconds, ipv4Seconds, ipv6Seconds);
        }
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static boolean has(RouteNetlink netlink, String address) throws SystemCallException {
        InetAddress wanted = InetAddress.ofLiteral(address);
        return netlink.addresses().stream().anyMatch(each -> each.address().equals(wanted));
    }
}
