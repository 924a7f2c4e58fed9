package dev.redoubt.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Transport;
import dev.redoubt.peers.Front;
import dev.redoubt.peers.Namespace;
import dev.redoubt.peers.Peers;
import dev.redoubt.peers.RealRedis;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/// Clients whose host is cut off: no FIN, no RST, nothing ever again.
@Timeout(60)
class VanishedClientIT {
    private static RealRedis redis = RealRedis.installed();

    @AfterAll
    static void end() {
        redis.close();
    }

    private static Front front(Namespace host, Transport transport, String keepalive) {
        return Front.start(
                """
                workers: 1
                transport: %s
                pools:
                  front:
                    listen: %s:0
                    tcp_keepalive: %s
                    backend: {servers: [%s]}
                """
                        .formatted(
                                transport.name().toLowerCase(Locale.ROOT),
                                host.here(),
                                keepalive,
                                redis.address()));
    }

    /// Sends a line, shows the reply, and waits.
    private static void client(Namespace host, HostPort server, String line) throws IOException {
        String script =
                "exec 3<>/dev/tcp/%s/%d; printf 'PING\\r\\n%s\\r\\n' >&3; read -r reply <&3; echo \"$reply\"; read -r never"
                        .formatted(server.host(), server.port(), line);
        Process process = host.start(Peers.require("bash").toString(), "-c", script);
        BufferedReader out = process.inputReader();
        assertEquals("+PONG", out.readLine());
    }

    @ParameterizedTest
    @MethodSource("dev.redoubt.peers.Transports#working")
    void keepaliveNoticesThem(Transport transport) throws IOException {
        try (Namespace host = Namespace.create();
                Front asking = front(host, transport, "2s");
                Front trusting = front(host, transport, "0s")) {
            client(host, asking.address(), "");
            client(host, asking.address(), "BLPOP none 0");
            client(host, asking.address(), "SUBSCRIBE news");
            client(host, trusting.address(), "");
            RealRedis.await("a blocked client", () -> blocked() == 1);
            // What is not acknowledged is sent again and again, for a quarter of an hour, before
            // keepalive asks anything.
            RealRedis.await("replies acknowledged", () -> isAcknowledged(asking.address().port()));

            host.cut();

            // Two seconds of silence, and three questions a second apart.
            RealRedis.await("no clients", () -> asking.snapshot().clients() == 0);
            RealRedis.await("nobody blocked at the server", () -> blocked() == 0);
            assertEquals(1, trusting.snapshot().clients());
        }
    }

    /// Whether nothing that was sent from this port is on its way (proc(5), `/proc/net/tcp`).
    private static boolean isAcknowledged(int port) {
        return isAcknowledged("/proc/net/tcp", port) && isAcknowledged("/proc/net/tcp6", port);
    }

    private static boolean isAcknowledged(String list, int port) {
        String local = String.format(Locale.ROOT, ":%04X", port);
        try (Stream<String> sockets = Files.lines(Path.of(list))) {
            return sockets.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields[1].endsWith(local))
                    .allMatch(fields -> fields[4].startsWith("00000000:"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long blocked() {
        return redis.clients().stream().filter(client -> client.contains(" cmd=blpop")).count();
    }
}
