package measure;

import stage.Clients;
import stage.CpuClock;
import stage.Front;
import stage.Problem;
import stage.RedisServer;
import stage.Workplace;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs clients against a front, and reads the clocks before and after.
final class Load {
    private static final int TIMEOUT_SECONDS = 40;
    private static final int LOOK_AGAIN_MILLIS = 50;
    private static final String NAME = "redis-benchmark";

    private final Workplace workplace;
    private final RedisServer redis;
    private final Clients clients;

    Load(Workplace workplace, RedisServer redis, Clients clients) {
        this.workplace = workplace;
        this.redis = redis;
        this.clients = clients;
    }

    /// Makes the front ready for several runs of a shape.
    void prepare(Front front, Shape shape) throws IOException, InterruptedException {
        if (shape.idle() > 0) {
            clients.hold(front.port(), shape.idle());
        }
        if (shape.work().maker() == Work.Maker.OWN_CLIENTS) {
            clients.open(front.port(), shape.clients(), kind(shape.work()), shape.pipeline());
        }
    }

    private static Clients.Kind kind(Work work) {
        if (work == Work.SET_BY_OWN) {
            return Clients.Kind.SET;
        }
        if (work == Work.SET_AND_WAIT) {
            return Clients.Kind.SET_AND_WAIT;
        }
        return work == Work.MIX ? Clients.Kind.ALL : Clients.Kind.GET;
    }

    /// Ends what [#prepare] began.
    void finish(Front front, Shape shape) throws IOException, InterruptedException {
        if (shape.idle() > 0) {
            clients.release(front);
        }
        if (shape.work().maker() == Work.Maker.OWN_CLIENTS) {
            clients.shut(front);
        }
    }

    /// One run, from [#prepare] to [#finish].
    Sample alone(Front front, Shape shape, int requests) throws IOException, InterruptedException {
        prepare(front, shape);
        try {
            return run(front, shape, requests);
        } finally {
            finish(front, shape);
        }
    }

    /// @throws Problem if the front failed: an error reply, a closed connection, a missing value
    Sample run(Front front, Shape shape, int requests) throws IOException, InterruptedException {
        var work = shape.work();
        var before = redis.client().counts(work.command());
        long frontBefore = front.cpuNanos();
        long redisBefore = CpuClock.nanos(redis.pid());
        var row =
                work.maker() == Work.Maker.OWN_CLIENTS
                        ? own(front, requests)
                        : benchmark(front, shape, requests);
        long frontNanos = front.cpuNanos() - frontBefore;
        long redisNanos = CpuClock.nanos(redis.pid()) - redisBefore;
        var after = redis.client().counts(work.command());
        long calls = after.calls() - before.calls();
        long commands = row.commands;
        if (work.maker() != Work.Maker.OWN_CLIENTS) {
            // A pipeline is sent whole, so it may be a few more than were asked for. (Who takes
            // MSET apart makes more calls of it.)
            commands = work == Work.MSET ? requests : calls;
            check(calls, requests, work.command() + " calls");
            if (work.command().equals("get")) {
                check(after.found() - before.found(), requests, "values found");
            }
        }
        return new Sample(
                row.commandsPerSecond,
                row.p50Millis,
                row.p99Millis,
                frontNanos / 1e3 / commands,
                redisNanos / 1e3 / commands,
                row.residentBytes);
    }

    private static void check(long actual, long expected, String what) {
        if (actual < expected) {
            throw new Problem(what + ": " + actual + " (expected: " + expected + ")");
        }
    }

    private record Row(
            long commands,
            double commandsPerSecond,
            double p50Millis,
            double p99Millis,
            long residentBytes) {}

    private Row own(Front front, int commands) throws IOException, InterruptedException {
        var run = clients.go(commands);
        return new Row(
                run.commands(),
                run.commands() / run.seconds(),
                run.p50Millis(),
                run.p99Millis(),
                front.residentBytes().orElse(0));
    }

    private Row benchmark(Front front, Shape shape, int requests)
            throws IOException, InterruptedException {
        var process = workplace.start(NAME, command(front, shape, requests));
        try {
            long resident = front.residentBytes().orElse(0);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                resident = Math.max(resident, front.residentBytes().orElse(0));
                // It tries for ever where nobody listens.
                if (System.nanoTime() - deadline > 0) {
                    throw new Problem("no result within " + TIMEOUT_SECONDS + " s");
                }
            }
            if (process.exitValue() != 0) {
                throw new Problem(workplace.lastWords(NAME));
            }
            return row(Files.readAllLines(workplace.log(NAME)), requests, resident);
        } finally {
            process.destroyForcibly().waitFor();
            workplace.forget(process);
        }
    }

    /// Starts redis-benchmark to go on until [#end], beside others.
    Process beside(Front front, Shape shape) throws IOException {
        return workplace.start(NAME + "-beside", command(front, shape, Integer.MAX_VALUE));
    }

    void end(Process beside) throws InterruptedException {
        if (!beside.isAlive()) {
            throw new Problem("who was to go on ended: " + workplace.lastWords(NAME + "-beside"));
        }
        beside.destroyForcibly().waitFor();
        workplace.forget(beside);
    }

    /// Starts redis-benchmark without waiting for it.
    Process begin(Front front, Shape shape, int requests) throws IOException {
        return workplace.start(NAME, command(front, shape, requests));
    }

    private static List<String> command(Front front, Shape shape, int requests) {
        var command = new ArrayList<String>();
        command.addAll(List.of(NAME, "-p", Integer.toString(front.port())));
        command.addAll(List.of("-n", Integer.toString(requests)));
        command.addAll(List.of("-c", Integer.toString(shape.clients())));
        command.addAll(List.of("-P", Integer.toString(shape.pipeline()), "--csv"));
        // Last, because a command of one's own is what is left on the command line.
        command.addAll(shape.work().arguments());
        return command;
    }

    /// test, rps, avg, min, p50, p95, p99, max
    private Row row(List<String> lines, int requests, long residentBytes) {
        for (var line : lines) {
            if (line.startsWith("\"") && !line.startsWith("\"test\"")) {
                var columns = line.replace("\"", "").split(",", -1);
                return new Row(
                        requests,
                        Double.parseDouble(columns[1]),
                        Double.parseDouble(columns[4]),
                        Double.parseDouble(columns[6]),
                        residentBytes);
            }
        }
        throw new Problem("no result: " + workplace.lastWords(NAME));
    }
}
