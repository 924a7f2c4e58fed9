package dev.redoubt.config;

import dev.redoubt.config.Syntax.Range;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A pool's `listen` and the keys beside it that say how.
final class ListenReader {
    static final List<String> KEYS =
            List.of("listen", "announce", "backlog", "tcp_keepalive", "unix_mode");
    private static final Syntax<Integer> BACKLOG = Syntax.integer(new Range(1, 65_535));

    /// Without the bits beyond the permissions, which mean nothing on a socket.
    private static final Pattern OCTAL = Pattern.compile("0?[0-7]{3}");

    private static final String MODE_EXPECTED = "three octal digits in quotes, such as '0770'";
    private static final Syntax<OptionalInt> UNIX_MODE =
            Syntax.text(MODE_EXPECTED, text -> OCTAL.matcher(text).matches())
                    .map(text -> OptionalInt.of(Integer.parseInt(text, 8)));

    private final Listeners listeners;
    private final Set<InetAddress> virtual;

    /// `virtual` are the addresses of the file's `vips`.
    ListenReader(Listeners listeners, Set<InetAddress> virtual) {
        this.listeners = listeners;
        this.virtual = virtual;
    }

    ListenConfig read(MapReader pool) {
        List<ListenAddress> addresses = addresses(pool);
        int backlog = pool.value("backlog", BACKLOG, ListenConfig.DEFAULT_BACKLOG);
        Duration keepalive =
                pool.value(
                        "tcp_keepalive", Durations.KEEPALIVE, ListenConfig.DEFAULT_TCP_KEEPALIVE);
        OptionalInt mode = pool.value("unix_mode", UNIX_MODE, OptionalInt.empty());
        boolean anyFile = addresses.stream().anyMatch(ListenAddress.Unix.class::isInstance);
        Optional<Setting> idle =
                pool.setting("unix_mode").filter(setting -> mode.isPresent() && !anyFile);
        idle.ifPresent(setting ->
                setting.warn(
                        setting.shown()
                                + " has no effect (expected: an address unix:/path in listen)"));
        return new ListenConfig(
                addresses, backlog, keepalive, mode, announce(pool), virtual(addresses));
    }

    private Set<InetAddress> virtual(List<ListenAddress> addresses) {
        return addresses.stream()
                .filter(ListenAddress.Tcp.class::isInstance)
                .map(ListenAddress.Tcp.class::cast)
                .flatMap(tcp -> Hosts.unzoned(tcp.address().host()).stream())
                .filter(virtual::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<HostPort> announce(MapReader pool) {
        Optional<Setting> setting = pool.setting("announce");
        Optional<HostPort> announce = setting.flatMap(each -> each.read(Endpoints.SERVER));
        if (announce.filter(address -> Hosts.isWildcard(address.host())).isPresent()) {
            setting.ifPresent(each -> each.wrong("an address that clients can connect to"));
        }
        return announce;
    }

    private List<ListenAddress> addresses(MapReader pool) {
        List<ListenAddress> addresses = new ArrayList<>();
        pool.required("listen", Endpoints.LISTEN.expected())
                .map(ListenReader::oneOrMore)
                .orElse(List.of())
                .forEach(item ->
                        item.read(Endpoints.LISTEN)
                                .ifPresent(address -> {
                                    addresses.add(address);
                                    listeners.add(item, address);
                                }));
        return List.copyOf(addresses);
    }

    private static List<Setting> oneOrMore(Setting listen) {
        return listen.isList()
                ? listen.items("one address or more").orElse(List.of())
                : List.of(listen);
    }
}
