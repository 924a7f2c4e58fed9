package dev.redoubt.cli;

import dev.redoubt.config.VipConfig;

import java.util.List;
import java.util.stream.Collectors;

/// The virtual addresses of a node, for its commands.
final class Vips {
    private Vips() {}

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
}
