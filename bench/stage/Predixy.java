package stage;

import java.io.IOException;
import java.util.List;

/// predixy with one thread, as its own example has it, and one fixed server (1.1 and later).
public record Predixy() implements Contender {
    @Override
    public String name() {
        return "predixy";
    }

    @Override
    public List<String> versionCommand() {
        return List.of("predixy", "--version");
    }

    @Override
    public List<String> command(Workplace workplace, int port, int redisPort) throws IOException {
        var file =
                workplace.write(
                        "predixy.conf",
                        """
                        Name bench
                        Bind 127.0.0.1:%d
                        WorkerThreads 1
                        ClientTimeout 0
                        Authority {
                            Auth {
                                Mode admin
                            }
                        }
                        StandaloneServerPool {
                            Databases 16
                            Hash crc16
                            Distribution modula
                            MasterReadPriority 60
                            RefreshMethod fixed
                            Group bench {
                                + 127.0.0.1:%d
                            }
                        }
                        """
                                .formatted(port, redisPort));
        return List.of("predixy", file.toString());
    }
}
