package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All `vips` of the file, and that they fit together.
final class VipsReader {
    private static final String EXPECTED = "a map with one virtual address or more, by name";

    private record Taken(String interfaceName, Boolean ipv6, int routerId) {}

    private final VipReader reader;
    private final Map<Taken, Setting> routers = new HashMap<>();
    private final Map<InetAddress, Setting> addresses = new HashMap<>();
    private final Map<String, Integer> priorities = new HashMap<>();

    VipsReader(SecretReader secrets, Set<String> pools) {
        reader = new VipReader(secrets, pools);
    }

    List<VipConfig> read(Setting vips) {
        List<VipConfig> read = new ArrayList<>();
        vips.entries(EXPECTED)
                .ifPresent(byName -> {
                    if (byName.isEmpty()) {
                        vips.misplaced("empty", EXPECTED);
                    }
                    byName.forEach((name, setting) -> {
                        RedoubtReader.checkName(name, setting, "a virtual address's");
                        Optional<VipConfig> vip = reader.read(setting);
                        vip.ifPresent(each -> check(each, setting));
                        vip.ifPresent(read::add);
                    });
                });
        return List.copyOf(read);
    }

    private void check(VipConfig vip, Setting setting) {
        vip.addresses().stream()
                .map(each ->
                        new Taken(
                                vip.interfaceName(),
                                each.address() instanceof Inet6Address,
                                vip.routerId()))
                .distinct()
                .forEach(taken ->
                        reportTwin(
                                setting,
                                "router_id " + vip.routerId(),
                                routers.putIfAbsent(taken, setting)));
        for (VipAddress address : vip.addresses()) {
            reportTwin(
                    setting, address.toString(), addresses.putIfAbsent(address.address(), setting));
        }
        if (vip.group() != null) {
            int expected = priorities.merge(vip.group(), vip.priority(), (first, _) -> first);
            if (expected != vip.priority()) {
                setting.misplaced(
                        "priority " + vip.priority(),
                        "%d, as all of group %s: else each node may have a part of it for ever"
                                .formatted(expected, vip.group()));
            }
        }
    }

    private static void reportTwin(Setting setting, String what, @Nullable Setting twin) {
        if (twin != null && !twin.key().equals(setting.key())) {
            setting.misplaced(
                    what + " twice", "once; the other is on line " + Place.of(twin.name()).line());
        }
    }
}
