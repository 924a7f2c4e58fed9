package quick;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What can stand between the clients and Redis, configured as a user of it would.
sealed interface Contender {
    String name();

    /// The program, its version and nothing else; found on the PATH unless it has a folder.
    List<String> versionCommand();

    /// Writes the configuration and tells the command that serves with it.
    List<String> command(Workplace workplace, int port, int redisPort) throws IOException;

    default boolean isInstalled() {
        var program = Path.of(versionCommand().getFirst());
        if (program.isAbsolute()) {
            return Files.isExecutable(program);
        }
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
    }

    /// No front: the clients talk to Redis itself.
    record Direct() implements Contender {
        @Override
        public String name() {
            return "direct";
        }

        @Override
        public List<String> versionCommand() {
            return List.of("redis-server", "--version");
        }

        @Override
        public List<String> command(Workplace workplace, int port, int redisPort)
                throws IOException {
            return List.of(
                    "redis-server",
                    workplace
                            .write(
                                    "redis.conf",
                                    """
                                    bind 127.0.0.1
                                    port %d
                                    save ""
                                    appendonly no
                                    """
                                            .formatted(redisPort))
                            .toString());
        }
    }

    /// HAProxy in TCP mode with its own choice of threads.
    record Haproxy() implements Contender {
        @Override
        public String name() {
            return "haproxy";
        }

        @Override
        public List<String> versionCommand() {
            return List.of("haproxy", "-v");
        }

        @Override
        public List<String> command(Workplace workplace, int port, int redisPort)
                throws IOException {
            // Two file descriptors a connection: 20000 connections may be more than this user's
            // limit, which HAProxy would refuse to start with.
            var file =
                    workplace.write(
                            "haproxy.cfg",
                            """
                            global
                                maxconn 20000
                                no strict-limits
                            defaults
                                mode tcp
                                timeout connect 1m
                                timeout client 1m
                                timeout server 1m
                            listen bench
                                bind 127.0.0.1:%d
                                server redis 127.0.0.1:%d
                            """
                                    .formatted(port, redisPort));
            return List.of("haproxy", "-db", "-f", file.toString());
        }
    }

    /// twemproxy, whose program is called nutcracker, with one connection to Redis.
    record Twemproxy() implements Contender {
        @Override
        public String name() {
            return "twemproxy";
        }

        @Override
        public List<String> versionCommand() {
            return List.of("nutcracker", "--version");
        }

        @Override
        public List<String> command(Workplace workplace, int port, int redisPort)
                throws IOException {
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

    /// One build of Redoubt; `folder` holds its launcher.
    record Redoubt(String name, Path folder) implements Contender {
        @Override
        public List<String> versionCommand() {
            return List.of(launcher(), "--version");
        }

        @Override
        public List<String> command(Workplace workplace, int port, int redisPort)
                throws IOException {
            var file =
                    workplace.write(
                            name + ".yml",
                            """
                            pools:
                              bench:
                                listen: 127.0.0.1:%d
                                backend:
                                  servers: [127.0.0.1:%d]
                            admin:
                              listen: 127.0.0.1:0
                            """
                                    .formatted(port, redisPort));
            return List.of(launcher(), "run", "-c", file.toString());
        }

        private String launcher() {
            return folder.resolve("redoubt").toString();
        }
    }
}
