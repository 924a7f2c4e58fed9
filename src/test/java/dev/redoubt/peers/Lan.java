package dev.redoubt.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// A local network: a bridge and hosts on it, each a network namespace. Takes root; nothing of it
/// is in this machine's own network. Removes all it made, also when the JVM is ended.
///
/// Host 0 has 198.18.0.1/24 and fd00::1/64 and the MAC address 02:00:00:00:00:01 on `eth0`, and so
/// on. IPv6 addresses are usable at once.
public final class Lan implements AutoCloseable {
    private static final AtomicInteger MADE = new AtomicInteger();

    private final Ip ip = new Ip();
    private final String name =
            "rl%d-%d".formatted(ProcessHandle.current().pid(), MADE.incrementAndGet());
    private final List<Host> hosts = new ArrayList<>();
    private final Thread hook = Thread.ofPlatform().unstarted(this::remove);

    private Lan() {}

    /// A new one; skips the test (or fails it) where this machine does not allow it.
    public static Lan of(int hosts) {
        Lan made = new Lan();
        if (made.ip.attempt("netns", "add", made.name).status() != 0) {
            Peers.lack("network namespaces");
        }
        Runtime.getRuntime().addShutdownHook(made.hook);
        try {
            made.ip.run("-n", made.name, "link", "add", "bridge", "type", "bridge");
            // Multicast goes everywhere, as on a simple switch, from the first packet on.
            made.ip.run(
                    "-n",
                    made.name,
                    "link",
                    "set",
                    "bridge",
                    "type",
                    "bridge",
                    "mcast_snooping",
                    "0");
            made.ip.run("-n", made.name, "link", "set", "bridge", "up");
            for (int i = 0; i < hosts; i++) {
                made.hosts.add(made.new Host(i));
            }
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    public Host host(int index) {
        return hosts.get(index);
    }

    /// A computer on this network.
    public final class Host {
        /// The only interface beside `lo`.
        public static final String DEVICE = "eth0";

        private final int number;
        private final String namespace;
        private final String port;
        private final NamespaceThread thread;
        private final List<Process> processes = new ArrayList<>();

        private Host(int index) {
            number = index + 1;
            namespace = "%s-%d".formatted(name, number);
            port = "port" + number;
            ip.run("netns", "add", namespace);
            try {
                wire();
                thread = new NamespaceThread(namespace);
            } catch (RuntimeException | Error e) {
                ip.attempt("netns", "del", namespace);
                throw e;
            }
        }

        private void wire() {
            ip.run(
                    "-n", name, "link", "add", port, "type", "veth", "peer", "name", DEVICE,
                    "netns", namespace);
            ip.run("-n", name, "link", "set", port, "master", "bridge", "up");
            ip("link", "set", DEVICE, "address", mac());
            ip("link", "set", "lo", "up");
            // Without detection, or an address could not be used for its first second.
            ip.run("netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=0");
            ip("link", "set", DEVICE, "up");
            ip("addr", "add", ipv4() + "/24", "dev", DEVICE);
            ip("addr", "add", ipv6() + "/64", "dev", DEVICE, "nodad");
        }

        public String ipv4() {
            return "198.18.0." + number;
        }

        public String ipv6() {
            return "fd00::" + number;
        }

        /// The address that the kernel makes of the MAC address.
        public String linkLocal() {
            return "fe80::ff:fe00:" + number;
        }

        public String mac() {
            return "02:00:00:00:00:0" + number;
        }

        /// Runs iproute2's `ip` here.
        ///
        /// @return what it printed
        public String ip(String... arguments) {
            List<String> all = new ArrayList<>(List.of("-n", namespace));
            all.addAll(List.of(arguments));
            return ip.run(all.toArray(new String[0]));
        }

        /// What `ip` shows of an interface's addresses, one to a line.
        public String addresses() {
            return ip("-o", "addr", "show", "dev", DEVICE);
        }

        /// Does it on a thread of this JVM that is here; threads that it starts are here, too.
        public <T> T call(Callable<T> work) {
            return thread.call(work);
        }

        /// Starts a program here; its errors go where its output goes.
        public Process start(String... command) throws IOException {
            List<String> all = new ArrayList<>(ip.within(namespace));
            all.addAll(List.of(command));
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            processes.add(process);
            return process;
        }

        /// Starts a class of the tests here, in a JVM of its own.
        public Process java(Class<?> main, String... arguments) throws IOException {
            return java(List.of(), main, arguments);
        }

        /// Starts a class of the tests here, by a program that starts it in turn.
        public Process java(List<String> starter, Class<?> main, String... arguments)
                throws IOException {
            List<String> all = new ArrayList<>(starter);
            all.addAll(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-XX:TieredStopAtLevel=1",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            main.getName()));
            all.addAll(List.of(arguments));
            return start(all.toArray(new String[0]));
        }

        /// Pulls the cable: this host sees its link go.
        public void unplug() {
            ip.run("-n", name, "link", "set", port, "down");
        }

        /// Puts the cable back.
        public void plug() {
            ip.run("-n", name, "link", "set", port, "up");
        }

        /// Takes the interface out, with all that stands on it, and puts another one in, which has
        /// the same name, addresses and MAC address.
        public void replace() {
            ip("link", "del", DEVICE);
            wire();
        }

        /// Lets nothing pass between this host and others that are apart, too; its link stays.
        public void setApart() {
            isolated("on");
        }

        /// Undoes [#setApart()].
        public void rejoin() {
            isolated("off");
        }

        private void isolated(String state) {
            ip.run("-n", name, "link", "set", port, "type", "bridge_slave", "isolated", state);
        }

        private void remove() {
            processes.forEach(Process::destroyForcibly);
            processes.forEach(process -> process.onExit().join());
            thread.close();
            ip.attempt("netns", "del", namespace);
        }
    }

    private void remove() {
        hosts.forEach(Host::remove);
        ip.attempt("netns", "del", name);
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        remove();
    }
}
