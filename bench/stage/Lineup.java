package stage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Who takes part: the contenders asked for, else all that are installed.
public record Lineup(List<Contender> contenders, List<String> skipped) {
    // The launcher of a fresh checkout builds the program first.
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(4);
    private static final int LOOK_AGAIN_MILLIS = 20;

    /// Starts all of them in front of the Redis at `redisPort`.
    public List<Front> start(Workplace workplace, int redisPort)
            throws IOException, InterruptedException {
        var fronts = new ArrayList<Front>();
        for (var contender : contenders) {
            if (contender instanceof Direct) {
                fronts.add(new Front(contender, redisPort, OptionalLong.empty()));
            } else {
                int port = Workplace.freePort();
                var process = launch(workplace, contender, port, redisPort);
                awaitServing(workplace, contender, process, port, LOOK_AGAIN_MILLIS);
                fronts.add(new Front(contender, port, OptionalLong.of(process.pid())));
            }
        }
        return List.copyOf(fronts);
    }

    /// Starts one without waiting for it to serve.
    public static Process launch(Workplace workplace, Contender contender, int port, int redisPort)
            throws IOException {
        return workplace.start(
                contender.name(),
                contender.command(workplace, port, redisPort),
                contender.environment());
    }

    /// @param lookAgainMillis how long it waits between two looks
    /// @throws Problem if it ends, or does not serve for minutes
    public static void awaitServing(
            Workplace workplace,
            Contender contender,
            Process process,
            int port,
            int lookAgainMillis)
            throws InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (!RedisClient.serves(port)) {
            boolean ended = process.waitFor(lookAgainMillis, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() - deadline > 0) {
                var what = ended ? " ended at once:\n    " : " does not serve:\n    ";
                throw new Problem(contender.name() + what + workplace.lastWords(contender.name()));
            }
        }
    }
}
