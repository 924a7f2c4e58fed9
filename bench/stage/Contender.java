package stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What can stand between the clients and Redis, configured as a user of it would.
public sealed interface Contender permits Direct, Haproxy, Predixy, Redoubt, Twemproxy {
    /// What clients may ask of a front that not every front can do.
    enum Demand {
        /// MULTI … EXEC and commands that block.
        STATE,
        /// More clients at once than a process may have descriptors for, should it need two each.
        CROWD
    }

    String name();

    /// The program, its version and nothing else; found on the PATH unless it has a folder.
    List<String> versionCommand();

    /// Writes the configuration and tells the command that serves with it.
    List<String> command(Workplace workplace, int port, int redisPort) throws IOException;

    /// What is set in the environment of that command.
    default List<String> environment() {
        return List.of();
    }

    /// Whether its figures are what others' are compared with: another's proxy, not ours.
    default boolean isPeer() {
        return true;
    }

    /// Why it does not take part where this is demanded; empty where it can.
    default Optional<String> refuses(Demand demand, int clients) {
        return Optional.empty();
    }

    default boolean isInstalled() {
        var program = Path.of(versionCommand().getFirst());
        if (program.isAbsolute()) {
            return Files.isExecutable(program);
        }
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }
}
