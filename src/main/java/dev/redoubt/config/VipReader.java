package dev.redoubt.config;

import dev.redoubt.config.NeighboursConfig.Mac;
import dev.redoubt.config.Syntax.Range;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// One of the file's `vips`.
final class VipReader {
    static final List<String> KEYS =
            List.of(
                    "addresses",
                    "interface",
                    "source",
                    "router_id",
                    "priority",
                    "peers",
                    "min_ttl",
                    "version",
                    "password",
                    "advert_interval",
                    "virtual_mac",
                    "announce_interval",
                    "preempt",
                    "group",
                    "track",
                    "notify",
                    "notify_fifo",
                    "accept");

    /// Linux' `IFNAMSIZ` has 16 bytes, the last of which is zero.
    static final Syntax<String> INTERFACE =
            Syntax.text(
                    "the name of an interface, such as eth0",
                    text -> text.matches("[^\\s/\\p{Cntrl}]{1,15}") && !text.matches("\\.\\.?"));

    /// A program with its arguments, separated by spaces.
    static final Syntax<List<String>> COMMAND =
            Syntax.text(
                            "an absolute path, such as /usr/local/bin/check, with its arguments",
                            text -> text.matches("/[^\\p{Cntrl}]*[^\\p{Cntrl}/ ]"))
                    .map(text -> List.of(text.split(" +")));

    static final int MOST_PRIORITY = 255;
    private static final int PASSWORD_BYTES = 8;
    private static final int DEFAULT_PRIORITY = 100;
    private static final Syntax<Integer> NUMBER = Syntax.integer(new Range(1, MOST_PRIORITY));
    private static final Syntax<OptionalInt> TTL =
            Syntax.integer(new Range(1, 255)).map(OptionalInt::of);
    private static final Syntax<Integer> VERSION = Syntax.integer(new Range(2, 3));
    private static final Syntax<String> GROUP =
            Syntax.text(
                    "at most 64 letters, digits, - and _",
                    text -> text.matches("[A-Za-z0-9_-]{1,64}"));
    private static final Syntax<String> SCRIPT =
            Syntax.text(
                    "an absolute path, such as /usr/local/bin/notify",
                    text -> text.matches("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]"));
    private static final Syntax<String> FIFO =
            Syntax.text(
                    "an absolute path, such as /run/redoubt/vips",
                    text -> text.matches("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]"));
    private static final Syntax<Optional<Duration>> PREEMPT =
            Durations.ANY
                    .map(Optional::of)
                    .or("false", Optional.empty())
                    .or("true", Optional.of(Duration.ZERO));
    private static final Syntax<String> YES_OR_NO =
            Syntax.text("true or false", text -> text.equals("true") || text.equals("false"));
    private static final Syntax<Mac> VIRTUAL_MAC =
            YES_OR_NO.map(text -> text.equals("true") ? Mac.VIRTUAL : Mac.INTERFACE);
    private static final Syntax<AcceptMode> ACCEPT =
            YES_OR_NO.map(text -> text.equals("true") ? AcceptMode.TAKEN : AcceptMode.DROPPED);
    private static final String ONE_HOST = "an address of one host, such as 192.168.0.2";
    private static final Syntax<InetAddress> ADDRESS =
            new Syntax<>(
                    ONE_HOST,
                    text ->
                            Hosts.literal(text)
                                    .filter(VipAddresses::isOneHosts)
                                    .<Parsed<InetAddress>>map(Parsed.Good::new)
                                    .orElseGet(() -> new Parsed.Bad<>(ONE_HOST)));

    private final SecretReader secrets;
    private final TrackReader track;

    VipReader(SecretReader secrets, Set<String> pools) {
        this.secrets = secrets;
        track = new TrackReader(pools);
    }

    /// Yields nothing only where the map has problems.
    Optional<VipConfig> read(Setting setting) {
        return MapReader.open(setting, KEYS).flatMap(vip -> read(setting.lastName(), vip));
    }

    private Optional<VipConfig> read(String name, MapReader vip) {
        Optional<String> interfaceName = vip.required("interface", INTERFACE);
        List<VipAddress> addresses = VipAddresses.read(vip, interfaceName.orElse(""));
        int version = vip.value("version", VERSION, 3);
        checkFamilies(vip, addresses, version);
        Optional<InetAddress> source = source(vip, addresses);
        Optional<Integer> routerId = vip.required("router_id", NUMBER);
        int priority = vip.value("priority", NUMBER, DEFAULT_PRIORITY);
        List<InetAddress> peers = peers(vip, addresses);
        OptionalInt minTtl = minTtl(vip, peers);
        Optional<Secret> password = password(vip, version);
        Duration interval =
                vip.value(
                        "advert_interval",
                        version == 2 ? Durations.ADVERTS_V2 : Durations.ADVERTS_V3,
                        Duration.ofSeconds(1));
        NeighboursConfig neighbours =
                new NeighboursConfig(
                        vip.value("virtual_mac", VIRTUAL_MAC, Mac.INTERFACE),
                        vip.setting("announce_interval")
                                .flatMap(each -> each.read(Durations.ANNOUNCEMENTS)));
        Optional<Duration> preempt = vip.value("preempt", PREEMPT, Optional.of(Duration.ZERO));
        Optional<String> group = vip.setting("group").flatMap(each -> each.read(GROUP));
        TrackConfig tracked = track.read(vip);
        checkOwner(vip, priority, tracked);
        Optional<String> notify = vip.setting("notify").flatMap(each -> each.read(SCRIPT));
        Optional<String> fifo = vip.setting("notify_fifo").flatMap(each -> each.read(FIFO));
        AcceptMode acceptMode = acceptMode(vip, priority);
        if (interfaceName.isEmpty() || routerId.isEmpty() || addresses.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new VipConfig(
                        name,
                        addresses,
                        interfaceName.get(),
                        source,
                        routerId.get(),
                        priority,
                        peers,
                        minTtl,
                        version,
                        password.orElse(null),
                        interval,
                        neighbours,
                        acceptMode,
                        preempt,
                        group.orElse(null),
                        tracked,
                        notify.orElse(null),
                        fifo.orElse(null)));
    }

    private static AcceptMode acceptMode(MapReader vip, int priority) {
        AcceptMode mode = vip.value("accept", ACCEPT, AcceptMode.TAKEN);
        if (mode == AcceptMode.DROPPED && priority == MOST_PRIORITY) {
            vip.setting("accept").ifPresent(each -> each.wrong("true, for the owner's addresses"));
        }
        return mode;
    }

    /// The owner's priority never changes (RFC 9568, 5.2.4): what would change it is a mistake.
    private static void checkOwner(MapReader vip, int priority, TrackConfig tracked) {
        boolean changes =
                !tracked.pools().isEmpty()
                        || tracked.scripts().stream().anyMatch(each -> each.weight().isPresent());
        if (priority == MOST_PRIORITY && changes) {
            vip.setting("track")
                    .ifPresent(each ->
                            each.misplaced(
                                    "pools or a weight, with priority 255",
                                    "neither of them, as the owner's priority never changes, or a"
                                            + " priority from 1 to 254"));
        }
    }

    private static void checkFamilies(MapReader vip, List<VipAddress> addresses, int version) {
        boolean ipv6 = addresses.stream().anyMatch(each -> isIpv6(each.address()));
        if (version == 2 && ipv6) {
            vip.setting("version").ifPresent(each -> each.wrong("3: version 2 has IPv4 alone"));
        }
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    private static Optional<InetAddress> source(MapReader vip, List<VipAddress> addresses) {
        Optional<Setting> setting = vip.setting("source");
        Optional<InetAddress> source = setting.flatMap(each -> each.read(ADDRESS));
        source.filter(each -> !addresses.isEmpty() && !hasFamily(addresses, each))
                .ifPresent(_ ->
                        setting.ifPresent(
                                each -> each.wrong("an address of the family of addresses")));
        return source;
    }

    private static boolean hasFamily(List<VipAddress> addresses, InetAddress like) {
        return addresses.stream().anyMatch(each -> isIpv6(each.address()) == isIpv6(like));
    }

    private static List<InetAddress> peers(MapReader vip, List<VipAddress> addresses) {
        Optional<Setting> setting = vip.setting("peers");
        List<InetAddress> peers = new ArrayList<>();
        Set<InetAddress> seen = new HashSet<>();
        setting.flatMap(each -> each.items("a list of addresses; without this key, multicast"))
                .orElse(List.of())
                .forEach(item ->
                        item.read(ADDRESS)
                                .ifPresent(peer -> {
                                    peers.add(peer);
                                    if (!seen.add(peer)) {
                                        item.wrong("each once");
                                    } else if (!addresses.isEmpty()
                                            && !hasFamily(addresses, peer)) {
                                        item.wrong("an address of the family of addresses");
                                    }
                                }));
        boolean lacksOne =
                !peers.isEmpty()
                        && addresses.stream()
                                .anyMatch(each ->
                                        peers.stream()
                                                .noneMatch(peer ->
                                                        isIpv6(peer) == isIpv6(each.address())));
        if (lacksOne) {
            setting.ifPresent(each -> each.wrong("a peer of each family that addresses has"));
        }
        return List.copyOf(peers);
    }

    private static OptionalInt minTtl(MapReader vip, List<InetAddress> peers) {
        Optional<Setting> setting = vip.setting("min_ttl").filter(_ -> peers.isEmpty());
        setting.ifPresent(each ->
                each.misplaced("multicast never comes over a router", "no such key, or peers"));
        return vip.value("min_ttl", TTL, OptionalInt.empty());
    }

    private Optional<Secret> password(MapReader vip, int version) {
        Optional<Setting> setting = vip.setting("password");
        Optional<Secret> password = setting.flatMap(secrets::password);
        setting.filter(_ -> version == 3)
                .ifPresent(each ->
                        each.misplaced("version 3 has no password", "no such key, or version: 2"));
        setting.filter(_ ->
                        password.map(secret -> secret.value().length() > PASSWORD_BYTES)
                                .orElse(false))
                .ifPresent(each ->
                        each.warn("*** is cut (expected: 8 characters, all that the packet has)"));
        return password;
    }
}
