package stage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// twemproxy, whose program is called nutcracker, with one connection to Redis.
public record Twemproxy() implements Contender {
    @Override
    public String name() {
        return "twemproxy";
    }

    @Override
    public List<String> versionCommand() {
        return List.of("nutcracker", "--version");
    }

    @Override
    public Optional<String> refuses(Demand demand, int clients) {
        return demand == Demand.STATE
                ? Optional.of("knows neither MULTI nor commands that block")
                : Optional.empty();
    }

    @Override
    public List<String> command(Workplace workplace, int port, int redisPort) throws IOException {
        var file =
                workplace.write(
                        "nutcracker.yml",
                        """
                        bench:
                          listen: 127.0.0.1:%d
                          hash: fnv1a_64
                          distribution: ketama
                          redis: true
                          preconnect: true
                          timeout: 60000
                          backlog: 1024
                          server_connections: 1
                          servers:
                            - 127.0.0.1:%d:1
                        """
                                .formatted(port, redisPort));
        var statsPort = Integer.toString(Workplace.freePort());
        return List.of("nutcracker", "-c", file.toString(), "-a", "127.0.0.1", "-s", statsPort);
    }
}
