package dev.redoubt.linux;

import dev.redoubt.peers.Lan;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

/// Does all that a virtual address takes; a process of its own for [PrivilegeIT], which takes
/// capabilities from it. Prints what it may not do, and "done".
final class PrivilegeMain {
    private PrivilegeMain() {}

    private interface Step {
        void run() throws IOException;
    }

    /// Does each step, whatever the others come to.
    public static void main(String[] arguments) {
        attempt(Capability::require);
        attempt(PrivilegeMain::speak);
        attempt(PrivilegeMain::announce);
        attempt(PrivilegeMain::hold);
        attempt(UrgentThread::become);
        System.out.println("done");
    }

    private static void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    private static NetworkDevice device() throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            return netlink.device(Lan.Host.DEVICE).orElseThrow();
        }
    }

    private static void speak() throws IOException {
        for (IpFamily family : IpFamily.values()) {
            String source = family == IpFamily.IPV4 ? "198.18.0.1" : "fd00::1";
            try (VrrpSocket socket = VrrpSocket.open(device(), family)) {
                socket.joinGroup();
                socket.send(
                        ByteBuffer.allocate(8), InetAddress.ofLiteral(source), family.vrrpGroup());
            }
        }
    }

    private static void announce() throws IOException {
        try (AnnouncementSocket socket = AnnouncementSocket.open()) {
            socket.announce(device(), InetAddress.ofLiteral("198.18.0.100"));
        }
    }

    private static void hold() throws IOException {
        InetAddress address = InetAddress.ofLiteral("198.18.0.100");
        try (RouteNetlink netlink = RouteNetlink.open();
                NetworkEvents _ = NetworkEvents.open()) {
            AddressHolder holder =
                    new AddressHolder(
                            netlink,
                            List.of(new VirtualAddress(device().index(), address, 24)),
                            Lifetime.ofSeconds(3));
            for (List<AddressReport> each : List.of(holder.take(), holder.release())) {
                SystemCallException refused = each.getFirst().error();
                if (refused != null) {
                    throw refused;
                }
            }
        }
    }
}
