package stage;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One more Redis, which follows another.
public final class Replica {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int LOOK_AGAIN_MILLIS = 50;
    private static final String NAME = "replica";

    private Replica() {}

    /// Starts it, and waits until it has its primary's data. The workplace ends it.
    ///
    /// @throws Problem if it does not come so far
    public static void start(Workplace workplace, int primaryPort)
            throws IOException, InterruptedException {
        int port = Workplace.freePort();
        var process =
                workplace.start(
                        NAME,
                        List.of(
                                "redis-server",
                                "--bind",
                                "127.0.0.1",
                                "--port",
                                Integer.toString(port),
                                "--save",
                                "",
                                "--replicaof",
                                "127.0.0.1 " + primaryPort));
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!isInStep(port)) {
            boolean ended = process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - deadline > 0) {
                throw new Problem("the replica does not follow:\n    " + workplace.lastWords(NAME));
            }
        }
    }

    private static boolean isInStep(int port) {
        try (var client = new RedisClient(port)) {
            return client.isInStep();
        } catch (IOException _) {
            return false;
        }
    }
}
