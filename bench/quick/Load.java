package quick;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs redis-benchmark against a front, and reads the clocks before and after.
final class Load {
    private static final int TIMEOUT_SECONDS = 30;
    private static final String NAME = "redis-benchmark";

    private final Workplace workplace;
    private final long redisPid;
    private final RedisClient redis;

    Load(Workplace workplace, long redisPid, RedisClient redis) {
        this.workplace = workplace;
        this.redisPid = redisPid;
        this.redis = redis;
    }

    /// @throws Problem if the front failed: an error reply, a closed connection, a missing value
    Sample run(Front front, Shape shape, int requests) throws IOException, InterruptedException {
        var hitsBefore = redis.hits();
        long frontBefore = front.cpuNanos();
        long redisBefore = CpuClock.nanos(redisPid);
        var row = benchmark(front, shape, requests);
        long frontNanos = front.cpuNanos() - frontBefore;
        long redisNanos = CpuClock.nanos(redisPid) - redisBefore;
        var hits = redis.hits();
        long commands = hits.found() - hitsBefore.found();
        if (commands < requests || hits.missed() != hitsBefore.missed()) {
            throw new Problem("values found: " + commands + " (expected: " + requests + ")");
        }
        return new Sample(
                row.requestsPerSecond,
                row.p99Millis,
                frontNanos / 1e3 / commands,
                redisNanos / 1e3 / commands);
    }

    private record Row(double requestsPerSecond, double p99Millis) {}

    private Row benchmark(Front front, Shape shape, int requests)
            throws IOException, InterruptedException {
        var process = workplace.start(NAME, command(front, shape, requests));
        try {
            // It tries for ever where nobody listens.
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new Problem("no result within " + TIMEOUT_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new Problem(workplace.lastWords(NAME));
            }
            return row(Files.readAllLines(workplace.log(NAME)));
        } finally {
            process.destroyForcibly().waitFor();
            workplace.forget(process);
        }
    }

    private static List<String> command(Front front, Shape shape, int requests) {
        return List.of(
                NAME,
                "-p",
                Integer.toString(front.port()),
                "-t",
                "get",
                "-d",
                "64",
                "-r",
                Integer.toString(RedisClient.KEYS),
                "-n",
                Integer.toString(requests),
                "-c",
                Integer.toString(shape.clients()),
                "-P",
                Integer.toString(shape.pipeline()),
                "--csv");
    }

    /// test, rps, avg, min, p50, p95, p99, max
    private Row row(List<String> lines) {
        for (var line : lines) {
            if (line.startsWith("\"GET")) {
                var columns = line.replace("\"", "").split(",", -1);
                return new Row(Double.parseDouble(columns[1]), Double.parseDouble(columns[6]));
            }
        }
        throw new Problem("no result: " + workplace.lastWords(NAME));
    }
}
