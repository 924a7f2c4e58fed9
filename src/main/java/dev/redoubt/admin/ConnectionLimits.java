package dev.redoubt.admin;

import java.util.Map;

/// The limits of the JDK's HTTP server, which it takes from system properties only, once, when its
/// first server is created. What the command line sets (`-D…`) stays.
final class ConnectionLimits {
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "jdk.httpserver.maxConnections", "64",
                    "sun.net.httpserver.maxIdleConnections", "32",
                    // Seconds, whatever the module's documentation says.
                    "sun.net.httpserver.maxReqTime", "10",
                    // From the request on: a move of the primary may take as long.
                    "sun.net.httpserver.maxRspTime", "180",
                    "sun.net.httpserver.maxReqHeaders", "100",
                    "sun.net.httpserver.maxReqHeaderSize", "32768",
                    // Headers and body are two writes: Nagle would hold the second back for 40 ms.
                    "sun.net.httpserver.nodelay", "true");

    private ConnectionLimits() {}

    static void apply() {
        PROPERTIES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}
