package dev.redoubt.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All addresses that the file listens on, to find those that cannot be bound together.
final class Listeners {
    private static final Comparator<Listener> IN_FILE_ORDER =
            Comparator.<Listener>comparingInt(l -> l.place.line())
                    .thenComparingInt(l -> l.place.column());

    /// Where an address comes from: a setting, or, where that is empty, a key's default.
    private record Listener(
            String key, Place place, Optional<Setting> setting, ListenAddress address) {
        @Override
        public String toString() {
            String origin = setting.isPresent() ? "on line " + place.line() : "by default";
            return key + " has " + address + " " + origin;
        }
    }

    private final List<Listener> listeners = new ArrayList<>();

    void add(Setting setting, ListenAddress address) {
        listeners.add(new Listener(setting.key(), setting.place(), Optional.of(setting), address));
    }

    void addDefault(String key, ListenAddress address) {
        listeners.add(new Listener(key, new Place(0, 0), Optional.empty(), address));
    }

    /// Reports each address that another line before it, or a default, has taken.
    void reportConflicts() {
        listeners.sort(IN_FILE_ORDER);
        for (int i = 0; i < listeners.size(); i++) {
            Listener later = listeners.get(i);
            Optional<Listener> earlier =
                    listeners.subList(0, i).stream()
                            .filter(other -> conflict(other.address, later.address))
                            .findFirst();
            if (earlier.isPresent()) {
                later.setting.ifPresent(s -> s.wrong("an address of its own; " + earlier.get()));
            }
        }
    }

    private static boolean conflict(ListenAddress a, ListenAddress b) {
        return switch (a) {
            case ListenAddress.Unix(String path) ->
                    b instanceof ListenAddress.Unix(String other) && path.equals(other);
            case ListenAddress.Tcp(HostPort address) ->
                    b instanceof ListenAddress.Tcp(HostPort other)
                            && address.port() == other.port()
                            && address.port() != 0
                            && (covers(address.host(), other.host())
                                    || covers(other.host(), address.host()));
        };
    }

    /// Whether binding `wide` takes `host` too. `::` takes IPv4 as well (dual stack); 0.0.0.0 takes
    /// no IPv6 address.
    private static boolean covers(String wide, String host) {
        if (Hosts.isWildcard(wide)) {
            return wide.indexOf(':') >= 0 || !Hosts.isIpv6(host);
        }
        boolean loopbackByName = Hosts.canonical(wide).equals("localhost");
        return Hosts.canonical(wide).equals(Hosts.canonical(host))
                || (loopbackByName && List.of("127.0.0.1", "::1").contains(Hosts.canonical(host)));
    }
}
