package stage;

import java.io.IOException;
import java.util.List;

/// No front: the clients talk to Redis itself.
public record Direct() implements Contender {
    @Override
    public String name() {
        return "direct";
    }

    @Override
    public List<String> versionCommand() {
        return List.of("redis-server", "--version");
    }

    @Override
    public boolean isPeer() {
        return false;
    }

    /// `maxclients` is a limit alone; Redis lowers it to what its descriptors allow.
    @Override
    public List<String> command(Workplace workplace, int port, int redisPort) throws IOException {
        var file =
                workplace.write(
                        "redis.conf",
                        """
                        bind 127.0.0.1
                        port %d
                        save ""
                        appendonly no
                        maxclients 19900
                        """
                                .formatted(redisPort));
        return List.of("redis-server", file.toString());
    }
}
