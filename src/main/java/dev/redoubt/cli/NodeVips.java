package dev.redoubt.cli;

import dev.redoubt.config.VipConfig;
import dev.redoubt.snapshot.VipSnapshot;
import dev.redoubt.vrrp.VipView;
import dev.redoubt.vrrp.VrrpDriver;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// A node's virtual addresses.
final class NodeVips implements AutoCloseable {
    private final VrrpDriver driver;

    private NodeVips(VrrpDriver driver) {
        this.driver = driver;
    }

    /// @param servingPools those that can serve, asked often
    /// @throws IOException if it cannot, with a message for people
    static NodeVips start(List<VipConfig> vips, Supplier<Set<String>> servingPools)
            throws IOException {
        return new NodeVips(VrrpDriver.start(vips, servingPools));
    }

    /// For the log: each with its addresses.
    static String listed(List<VipConfig> vips) {
        return vips.stream()
                .map(vip ->
                        vip.name()
                                + " ("
                                + vip.addresses().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", "))
                                + ")")
                .collect(Collectors.joining(", "));
    }

    List<VipSnapshot> snapshots() {
        return driver.views().stream().map(NodeVips::snapshot).toList();
    }

    private static VipSnapshot snapshot(VipView view) {
        return new VipSnapshot(
                view.name(),
                view.addresses(),
                view.role().name(),
                view.priority(),
                view.faults(),
                new VipSnapshot.Adverts(view.traffic().sent(), view.traffic().heard()),
                view.refused().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        each -> each.getKey().name().toLowerCase(Locale.ROOT),
                                        Map.Entry::getValue)));
    }

    /// Gives the addresses up, for another process of the same service to take.
    void handOver() {
        driver.handOver();
    }

    /// Gives the addresses up, and says so.
    @Override
    public void close() {
        driver.close();
    }
}
