package dev.redoubt.admin;

import dev.redoubt.config.HostPort;
import dev.redoubt.operate.Request;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads from an address what is ordered.
final class OrderPath {
    static final String EXPECTED = "/pools/NAME/pause, /resume, /failover or /accept-loss";

    private static final Set<String> ORDERS = Set.of("pause", "resume", "failover", "accept-loss");

    private OrderPath() {}

    /// Whether there is such an order.
    static boolean isOne(String path) {
        return path.lastIndexOf('/') > Orders.PREFIX.length() && ORDERS.contains(order(path));
    }

    private static String order(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /// @throws IllegalArgumentException for what stands behind the question mark
    static Request request(URI address) {
        String path = address.getPath();
        String pool = path.substring(Orders.PREFIX.length(), path.lastIndexOf('/'));
        Map<String, String> parameters = parameters(address.getRawQuery());
        Request request =
                switch (order(path)) {
                    case "pause" ->
                            new Request.Pause(
                                    pool,
                                    isSet(parameters, "writes")
                                            ? Request.Held.WRITES
                                            : Request.Held.EVERYTHING,
                                    reach(parameters));
                    case "resume" -> new Request.Resume(pool, reach(parameters));
                    case "accept-loss" -> new Request.AcceptLoss(pool);
                    default -> failover(pool, parameters);
                };
        if (!parameters.isEmpty()) {
            throw new IllegalArgumentException(
                    "parameter: " + parameters.keySet().iterator().next() + " (expected: none)");
        }
        return request;
    }

    private static Request.Reach reach(Map<String, String> parameters) {
        return isSet(parameters, "everywhere") ? Request.Reach.EVERYWHERE : Request.Reach.HERE;
    }

    private static boolean isSet(Map<String, String> parameters, String name) {
        String value = parameters.remove(name);
        if (value != null && !value.isEmpty() && !value.equals("true")) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: no value, or no such parameter)");
        }
        return value != null;
    }

    private static Request failover(String pool, Map<String, String> parameters) {
        String to = parameters.remove("to");
        Optional<HostPort> target = to == null ? Optional.empty() : HostPort.of(to);
        if (to != null && target.isEmpty()) {
            throw new IllegalArgumentException(
                    "to: " + to + " (expected: host:port, such as 10.0.0.4:6379)");
        }
        return new Request.Failover(
                pool,
                target,
                isSet(parameters, "dry-run") ? Request.Mode.DRY_RUN : Request.Mode.CARRY_OUT);
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                String decoded = URLDecoder.decode(value, StandardCharsets.UTF_8);
                if (parameters.put(name, decoded) != null) {
                    throw new IllegalArgumentException("parameter: " + name + " (expected: once)");
                }
            }
        }
        return parameters;
    }
}
