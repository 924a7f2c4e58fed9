package stage;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// HAProxy in TCP mode, with its own choice of threads or with one.
public record Haproxy(Threads threads) implements Contender {
    /// How many threads it is told to run.
    public enum Threads {
        ITS_OWN_CHOICE,
        ONE
    }

    @Override
    public String name() {
        return threads == Threads.ONE ? "haproxy-1" : "haproxy";
    }

    @Override
    public List<String> versionCommand() {
        return List.of("haproxy", "-v");
    }

    @Override
    public Optional<String> refuses(Demand demand, int clients) {
        int needed = 2 * clients + 100;
        int limit = Descriptors.limit();
        return demand == Demand.CROWD && needed > limit
                ? Optional.of("takes two descriptors a client, and a process here has " + limit)
                : Optional.empty();
    }

    @Override
    public List<String> command(Workplace workplace, int port, int redisPort) throws IOException {
        // Two file descriptors a connection: 20000 connections may be more than this user's
        // limit, which HAProxy would refuse to start with.
        var file =
                workplace.write(
                        name() + ".cfg",
                        """
                        global
                            maxconn 20000
                            no strict-limits
                        %s
                        defaults
                            mode tcp
                            timeout connect 1m
                            timeout client 10m
                            timeout server 10m
                        listen bench
                            bind 127.0.0.1:%d
                            server redis 127.0.0.1:%d
                        """
                                .formatted(
                                        threads == Threads.ONE ? "    nbthread 1" : "",
                                        port,
                                        redisPort));
        return List.of("haproxy", "-db", "-f", file.toString());
    }
}
