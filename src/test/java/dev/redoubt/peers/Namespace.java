package dev.redoubt.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// A host of its own: a network namespace, wired to this one by a pair of veth interfaces. Takes
/// root; removes all it made, also when the JVM is ended.
public final class Namespace implements AutoCloseable {
    private final String ip = Peers.require("ip").toString();
    private final String name;
    private final int network;
    private final List<Process> processes = new ArrayList<>();
    private final Thread hook = Thread.ofPlatform().unstarted(this::remove);

    private Namespace() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        name = "rd%06x".formatted(random.nextInt(1 << 24));
        // One /30 of 198.18.0.0/15, which is for tests (RFC 2544).
        network = random.nextInt(1 << 15) << 2;
    }

    /// A new one; skips the test (or fails it) where this machine does not allow it.
    public static Namespace create() {
        Namespace made = new Namespace();
        if (made.status("netns", "add", made.name) != 0) {
            Peers.lack("network namespaces");
        }
        Runtime.getRuntime().addShutdownHook(made.hook);
        try {
            made.wire();
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private void wire() {
        run("link", "add", name, "type", "veth", "peer", "name", "out", "netns", name);
        run("addr", "add", here() + "/30", "dev", name);
        run("link", "set", name, "up");
        run("-n", name, "addr", "add", address(2) + "/30", "dev", "out");
        run("-n", name, "link", "set", "out", "up");
        run("-n", name, "link", "set", "lo", "up");
    }

    private String address(int host) {
        return address(network, host);
    }

    private static String address(int network, int host) {
        int bits = network + host;
        return "198.%d.%d.%d".formatted(18 + (bits >> 16), (bits >> 8) & 255, bits & 255);
    }

    /// This side's address, as seen from there.
    public String here() {
        return address(1);
    }

    /// That side's address, as seen from here.
    public String there() {
        return address(2);
    }

    /// What a command begins with so that it runs there. Who starts one so ends it.
    public List<String> prefix() {
        return List.of(ip, "netns", "exec", name);
    }

    /// Starts a program there.
    public Process start(String... command) throws IOException {
        List<String> all = new ArrayList<>(prefix());
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    /// Pulls the plug: what lives there goes on, and nothing comes through any more.
    public void cut() {
        run("-n", name, "link", "set", "out", "down");
    }

    /// Puts the plug back.
    public void heal() {
        run("-n", name, "link", "set", "out", "up");
    }

    /// A second pair of addresses on the same wire, whose packets can be lost alone, and silently.
    public final class Road {
        private final int lane = ThreadLocalRandom.current().nextInt(1 << 15) << 2;

        private Road() {
            run("addr", "add", here() + "/32", "dev", name);
            run("-n", name, "addr", "add", there() + "/32", "dev", "out");
            // Nobody has these: what is sent to them arrives nowhere.
            run("neigh", "add", ghost(), "lladdr", "02:00:00:00:00:01", "dev", name);
            run("-n", name, "neigh", "add", ghost(), "lladdr", "02:00:00:00:00:02", "dev", "out");
            heal();
        }

        private String ghost() {
            return address(lane, 3);
        }

        /// This side's address, which is reached from there by this road alone.
        public String here() {
            return address(lane, 1);
        }

        private String there() {
            return address(lane, 2);
        }

        /// Packets get lost on the way, both ways; nobody is told.
        public void cut() {
            lead(ghost(), ghost());
        }

        /// They arrive again.
        public void heal() {
            lead(Namespace.this.there(), Namespace.this.here());
        }

        private void lead(String from, String to) {
            run("route", "replace", there() + "/32", "via", from, "dev", name, "onlink");
            List<String> back = List.of("-n", name, "route", "replace", here() + "/32", "via", to);
            List<String> all = new ArrayList<>(back);
            all.addAll(List.of("dev", "out", "src", there(), "onlink"));
            run(all.toArray(new String[0]));
        }
    }

    /// A second way between the two sides.
    public Road road() {
        return new Road();
    }

    private void run(String... arguments) {
        int status = status(arguments);
        if (status != 0) {
            throw new IllegalStateException(
                    "ip " + String.join(" ", arguments) + ": exit status " + status);
        }
    }

    private int status(String... arguments) {
        List<String> command = new ArrayList<>(List.of(ip));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                System.err.print(said);
            }
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The pair goes with the namespace, and the namespace with its last process.
    private void remove() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        status("netns", "del", name);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        remove();
    }
}
