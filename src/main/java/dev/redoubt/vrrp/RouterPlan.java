package dev.redoubt.vrrp;

import dev.redoubt.config.NeighboursConfig;
import dev.redoubt.config.VipAddress;
import dev.redoubt.config.VipConfig;
import dev.redoubt.linux.IpFamily;
import dev.redoubt.vrrp.VrrpConfig.Membership;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// One virtual router of the file: one of `vips`, in one address family.
///
/// @param addresses of this family
/// @param peers of this family
/// @param virtual all that the file has: none is this machine's own
public record RouterPlan(
        VipConfig vip,
        Family family,
        List<VipAddress> addresses,
        List<InetAddress> peers,
        VrrpConfig config,
        Set<InetAddress> virtual) {
    /// The two kinds of addresses.
    public enum Family {
        IPV4,
        IPV6;

        static Family of(InetAddress address) {
            return address instanceof Inet4Address ? IPV4 : IPV6;
        }

        IpFamily linux() {
            return switch (this) {
                case IPV4 -> IpFamily.IPV4;
                case IPV6 -> IpFamily.IPV6;
            };
        }

        InetAddress group() {
            return switch (this) {
                case IPV4 -> AdvertCodec.GROUP_IPV4;
                case IPV6 -> AdvertCodec.GROUP_IPV6;
            };
        }

        @Override
        public String toString() {
            return this == IPV4 ? "IPv4" : "IPv6";
        }
    }

    /// Keeps unchangeable copies.
    public RouterPlan {
        addresses = List.copyOf(addresses);
        peers = List.copyOf(peers);
        virtual = Set.copyOf(virtual);
    }

    /// All routers, those that move together in one list.
    public static List<List<RouterPlan>> of(List<VipConfig> vips) {
        Map<String, List<VipConfig>> groups = new LinkedHashMap<>();
        for (VipConfig vip : vips) {
            String key = vip.group() == null ? "vip " + vip.name() : "group " + vip.group();
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(vip);
        }
        Set<InetAddress> virtual =
                vips.stream()
                        .flatMap(vip -> vip.addresses().stream())
                        .map(VipAddress::address)
                        .collect(Collectors.toSet());
        return groups.values().stream().map(group -> group(group, virtual)).toList();
    }

    private static List<RouterPlan> group(List<VipConfig> vips, Set<InetAddress> virtual) {
        long routers = vips.stream().mapToLong(vip -> families(vip).size()).sum();
        Membership membership = routers == 1 ? Membership.ALONE : Membership.GROUPED;
        return vips.stream()
                .flatMap(vip ->
                        families(vip).stream()
                                .map(family -> plan(vip, family, membership, virtual)))
                .toList();
    }

    private static List<Family> families(VipConfig vip) {
        return vip.addresses().stream()
                .map(each -> Family.of(each.address()))
                .distinct()
                .sorted()
                .toList();
    }

    private static RouterPlan plan(
            VipConfig vip, Family family, Membership membership, Set<InetAddress> virtual) {
        return new RouterPlan(
                vip,
                family,
                vip.addresses().stream()
                        .filter(each -> Family.of(each.address()) == family)
                        .toList(),
                vip.peers().stream().filter(each -> Family.of(each) == family).toList(),
                new VrrpConfig(
                        version(vip),
                        vip.priority(),
                        interval(vip),
                        vip.preemptAfter(),
                        membership),
                virtual);
    }

    private static Version version(VipConfig vip) {
        return vip.version() == 2 ? Version.V2 : Version.V3;
    }

    private static Interval interval(VipConfig vip) {
        return new Interval((int) (vip.advertInterval().toMillis() / 10));
    }

    /// What a virtual router that goes on without a gap is, whoever runs it.
    String claim() {
        return "%s %s %s %d %s %s %s"
                .formatted(
                        vip.name(),
                        family,
                        vip.interfaceName(),
                        vip.routerId(),
                        vip.neighbours().mac(),
                        vip.acceptMode(),
                        addresses.stream().map(each -> each + " " + each.interfaceName()).toList());
    }

    Advert advert() {
        return new Advert(
                config.version(),
                vip.routerId(),
                addresses.stream().map(VipAddress::address).toList(),
                config.priority(),
                config.interval());
    }

    /// @param near whether a peer is on the interface's own network
    Acceptance acceptance(InetAddress source, Predicate<InetAddress> near) {
        Map<InetAddress, Integer> hops =
                peers.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        peer -> vip.minTtl().orElse(usualTtl(near.test(peer)))));
        return new Acceptance(advert(), source, hops, password());
    }

    /// keepalived sends with 255 to peers, too, but over IPv6 with the kernel's 64.
    private int usualTtl(Boolean near) {
        return near && family == Family.IPV4 ? AdvertCodec.HOP_LIMIT : 1;
    }

    /// Whether its addresses are at the virtual MAC address.
    boolean hasVirtualMac() {
        return vip.neighbours().mac() == NeighboursConfig.Mac.VIRTUAL;
    }

    Optional<Password> password() {
        return Optional.ofNullable(vip.password()).map(secret -> Password.of(secret.value()));
    }

    /// Where adverts go.
    List<InetAddress> destinations() {
        return peers.isEmpty() ? List.of(family.group()) : peers;
    }

    /// For people: the name, and the family where there are two.
    @Override
    public String toString() {
        return families(vip).size() == 1 ? vip.name() : vip.name() + " (" + family + ")";
    }
}
