package dev.redoubt.config;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What may stand for a host, judged by its letters alone: nothing here asks a name server.
final class Hosts {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*");
    private static final Pattern ZONE = Pattern.compile("%[0-9A-Za-z_.-]+$");
    private static final Pattern LABEL = Pattern.compile("[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,62})");

    private Hosts() {}

    /// The address that `host` writes out; a name is none. IPv6 without brackets and zone.
    static Optional<InetAddress> literal(String host) {
        if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// As [#literal(String)], of an address that may have a zone.
    static Optional<InetAddress> unzoned(String host) {
        return literal(ZONE.matcher(host).replaceFirst(""));
    }

    static boolean isIpv6(String host) {
        String address = ZONE.matcher(host).replaceFirst("");
        return address.indexOf(':') >= 0 && literal(address).isPresent();
    }

    static boolean isIpv4OrName(String host) {
        return host.indexOf(':') < 0 && (literal(host).isPresent() || isName(host));
    }

    /// One spelling for all that mean the same host, to find duplicates.
    static String canonical(String host) {
        return spelled(host).toLowerCase(Locale.ROOT);
    }

    /// The one spelling of an IPv6 address, its zone kept; a name and IPv4 as they are. IPv4 that
    /// is written as IPv6 (`::ffff:10.0.0.4`) is IPv4.
    static String spelled(String host) {
        if (host.indexOf(':') < 0) {
            return host;
        }
        String address = ZONE.matcher(host).replaceFirst("");
        String zone = host.substring(address.length());
        return literal(address).map(literal -> spelled(literal) + zone).orElse(host);
    }

    static String spelled(InetAddress address) {
        return address instanceof Inet6Address ipv6
                ? Ipv6Spelling.of(ipv6)
                : address.getHostAddress();
    }

    static boolean isWildcard(String host) {
        return literal(host).map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    static boolean isLoopback(String host) {
        return canonical(host).equals("localhost")
                || literal(host).map(InetAddress::isLoopbackAddress).orElse(false);
    }

    private static boolean isName(String host) {
        String relative = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String[] labels = relative.split("\\.", -1);
        // A last label of digits is a mistyped IPv4 address: no such name exists (RFC 3696, 2).
        if (host.length() > 253 || labels[labels.length - 1].matches("[0-9]+")) {
            return false;
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }
}
