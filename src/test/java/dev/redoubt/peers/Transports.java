package dev.redoubt.peers;

import dev.redoubt.config.TransportChoice;
import dev.redoubt.net.Transport;

import java.util.Arrays;
import java.util.stream.Stream;

/// The transports for tests that want each: a container may forbid io_uring, and epoll is Linux's.
public final class Transports {
    private Transports() {}

    /// Those that work here; NIO always does.
    public static Stream<Transport> working() {
        return Arrays.stream(Transport.values()).filter(Transports::works);
    }

    private static boolean works(Transport transport) {
        try {
            return Transport.of(TransportChoice.valueOf(transport.name())) == transport;
        } catch (IllegalStateException unavailable) {
            return false;
        }
    }
}
