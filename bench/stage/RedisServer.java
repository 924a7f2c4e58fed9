package stage;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// The one Redis of a run, with its keys loaded, and a connection to it that no front carries.
public record RedisServer(int port, long pid, RedisClient client) implements AutoCloseable {

    /// @throws Problem if it does not start
    public static RedisServer start(Workplace workplace) throws IOException, InterruptedException {
        int port = Workplace.freePort();
        var process = workplace.start("redis", new Direct().command(workplace, port, port));
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            RedisClient client;
            try {
                client = new RedisClient(port);
            } catch (IOException _) {
                continue; // not listening yet
            }
            client.load();
            return new RedisServer(port, process.pid(), client);
        }
        throw new Problem("redis-server ended at once:\n    " + workplace.lastWords("redis"));
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
