package stage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// One build of Redoubt with the default file; `folder` holds its launcher.
///
/// @param loops how many event loops the file asks for; empty leaves it as it is by default
/// @param flags further ones for the JVM, which only a look into it needs
/// @param failover what the file says of it; empty for nothing
public record Redoubt(String name, Path folder, OptionalInt loops, String flags, String failover)
        implements Contender {
    public Redoubt(String name, Path folder) {
        this(name, folder, OptionalInt.empty(), "", "");
    }

    public Redoubt withLoops(int count) {
        return new Redoubt(
                name + " loops=" + count, folder, OptionalInt.of(count), flags, failover);
    }

    public Redoubt withFlags(String more) {
        return new Redoubt(name, folder, loops, more, failover);
    }

    /// Whose writes are acknowledged when a replica has them.
    public Redoubt withDurability() {
        var one = "    failover: {durability: {replicas: 1, timeout: 1s}}\n";
        return new Redoubt(name + " durable", folder, loops, flags, one);
    }

    @Override
    public boolean isPeer() {
        return false;
    }

    @Override
    public List<String> versionCommand() {
        return List.of(launcher(), "--version");
    }

    @Override
    public List<String> environment() {
        return flags.isEmpty() ? List.of() : List.of("REDOUBT_JAVA_OPTS", flags);
    }

    /// `max_clients` is a limit alone: that of the default is below what some shapes need.
    @Override
    public List<String> command(Workplace workplace, int port, int redisPort) throws IOException {
        var file =
                workplace.write(
                        name.replace(' ', '-') + ".yml",
                        """
                        %spools:
                          bench:
                            listen: 127.0.0.1:%d
                            max_clients: 19000
                            backend:
                              servers: [127.0.0.1:%d]
                        %sadmin:
                          listen: 127.0.0.1:0
                        """
                                .formatted(
                                        loops.isPresent()
                                                ? "workers: " + loops.getAsInt() + "\n"
                                                : "",
                                        port,
                                        redisPort,
                                        failover));
        return List.of(launcher(), "run", "-c", file.toString());
    }

    private String launcher() {
        return folder.resolve("redoubt").toString();
    }
}
