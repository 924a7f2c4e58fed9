package dev.redoubt.cli;

import dev.redoubt.config.HostPort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A front that merely copies bytes to the primary that the first Sentinel names, for tests of the
/// demo around it: clients lose their connections at a move.
final class RelayFronts implements FrontFactory {
    @Override
    public void prepare() {}

    @Override
    public Front start(Plan plan, Consumer<FrontEvent> events) throws IOException {
        ServerSocket listener =
                new ServerSocket(plan.listen().port(), 100, InetAddress.getLoopbackAddress());
        HostPort first = primary(plan);
        Thread.ofVirtual().start(() -> accept(listener, plan));
        Thread.ofVirtual().start(() -> follow(listener, plan, first, events));
        return new Front() {
            @Override
            public HostPort address() {
                return new HostPort("127.0.0.1", listener.getLocalPort());
            }

            @Override
            public HostPort admin() {
                return plan.admin();
            }

            @Override
            public void stop() {
                close(listener);
            }
        };
    }

    private static void accept(ServerSocket listener, Plan plan) {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> relay(client, plan));
            } catch (IOException e) {
                // The listener is closed.
            }
        }
    }

    private static void relay(Socket client, Plan plan) {
        try (client) {
            HostPort primary = primary(plan);
            Socket server = new Socket(primary.host(), primary.port());
            Thread.ofVirtual().start(() -> copy(server, client));
            copy(client, server);
        } catch (IOException e) {
            // The client sees its connection end.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Both ends are closed now.
        }
    }

    private static void follow(
            ServerSocket listener, Plan plan, HostPort first, Consumer<FrontEvent> events) {
        HostPort known = first;
        while (!listener.isClosed()) {
            try {
                HostPort now = primary(plan);
                if (!now.equals(known)) {
                    events.accept(new FrontEvent.PrimaryLost(known));
                    events.accept(new FrontEvent.Elected(now));
                    events.accept(new FrontEvent.Moved(known, now, 0, Duration.ZERO));
                    known = now;
                }
                Thread.sleep(50);
            } catch (IOException e) {
                // The Sentinel is asked again.
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static HostPort primary(Plan plan) throws IOException {
        HostPort sentinel = plan.sentinels().getFirst();
        try (Socket socket = new Socket(sentinel.host(), sentinel.port())) {
            String question = "SENTINEL GET-MASTER-ADDR-BY-NAME " + plan.master() + "\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            List<String> lines = Stream.generate(() -> line(answer)).limit(5).toList();
            return new HostPort(lines.get(2), Integer.parseInt(lines.get(4)));
        }
    }

    private static String line(BufferedReader answer) {
        try {
            return String.valueOf(answer.readLine());
        } catch (IOException e) {
            return "";
        }
    }

    private static void close(ServerSocket listener) {
        try {
            listener.close();
        } catch (IOException e) {
            // Nothing is accepted any more either way.
        }
    }
}
