package dev.redoubt.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.redoubt.cli.Launched;
import dev.redoubt.config.HostPort;
import dev.redoubt.instance.FreePorts;

import org.junit.jupiter.api.Assertions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A node with the pool `orders`, in processes of its own: one takes over from the other.
final class NodeProcess implements AutoCloseable {
    private final List<Launched> processes = new ArrayList<>();
    private final List<HostPort> ports;
    private final Path file;

    private NodeProcess(List<HostPort> ports, Path file) {
        this.ports = ports;
        this.file = file;
    }

    /// Starts the first process, which serves.
    ///
    /// @param pool what stands under the pool's name, but `listen`
    static NodeProcess start(Path file, String pool) throws IOException {
        NodeProcess node = new NodeProcess(FreePorts.take(2), file);
        node.write(pool);
        try {
            node.run().lineWith("serving from");
            return node;
        } catch (IOException | RuntimeException | Error e) {
            node.close();
            throw e;
        }
    }

    /// Changes the file, for the next process.
    void write(String pool) throws IOException {
        Files.writeString(
                file,
                """
                admin: {listen: '%s'}
                pools:
                  orders:
                    listen: '%s'
                %s\
                """
                        .formatted(ports.getFirst(), address(), pool.indent(4)));
    }

    /// For clients.
    HostPort address() {
        return ports.getLast();
    }

    /// The process that was started last.
    Launched latest() {
        return processes.getLast();
    }

    private Launched run(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run", "-c", file.toString()));
        arguments.addAll(List.of(more));
        Launched process = Launched.redoubt(arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /// Another process takes over, and the one before ends well.
    void takeOver() throws Exception {
        Launched before = latest();
        run("--take-over", "--leave-within", "5s").lineWith("took over from process");
        assertEquals(0, before.status());
    }

    /// Runs a command against its admin address, which succeeds.
    ///
    /// @return what it said
    String command(String... words) throws Exception {
        try (Launched command = launch(words)) {
            if (command.status() != 0) {
                Assertions.fail(command.out() + command.err());
            }
            return command.out();
        }
    }

    /// Whether that comes of a command.
    boolean says(String part, String... words) throws Exception {
        try (Launched command = launch(words)) {
            return command.status() == 0 && command.out().contains(part);
        }
    }

    /// Begins a command against its admin address; whoever calls closes it.
    Launched launch(String... words) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--admin", "http://" + ports.getFirst()));
        return Launched.redoubt(arguments.toArray(String[]::new));
    }

    @Override
    public void close() {
        processes.forEach(Launched::close);
    }
}
