package dev.redoubt.micro;

import dev.redoubt.command.CommandTable;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What a session does with each command of a pipeline that has come whole: find its end, and look
/// up what is known of it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestScan {
    private static final int COMMANDS = 256;
    private static final long BULK_LIMIT = 512L << 20;

    /// What the pipeline consists of.
    @Param({"get", "set", "mset", "mixed"})
    public String commands;

    private final CommandTable table = CommandTable.packaged();
    private final RequestScanner scanner = new RequestScanner(BULK_LIMIT);
    private final int[] nameStarts = new int[COMMANDS];
    private final int[] nameLengths = new int[COMMANDS];
    private ByteBuf pipeline;

    @Setup
    public void fill() {
        var text = new StringBuilder();
        for (int index = 0; index < COMMANDS; index++) {
            text.append(command(commands, index));
        }
        pipeline = Bytes.direct(text.toString());
        scanner.begin(0);
        for (int index = 0; index < COMMANDS; index++) {
            if (scanner.scan(pipeline) != RequestScanner.Result.COMPLETE) {
                throw new AssertionError(scanner.problem());
            }
            nameStarts[index] = scanner.nameStart();
            nameLengths[index] = scanner.nameLength();
            scanner.next();
        }
    }

    private static String command(String kind, int index) {
        var key = "key:%012d".formatted(index);
        var value = "x".repeat(64);
        return switch (kind) {
            case "get" -> Bytes.request("GET", key);
            case "set" -> Bytes.request("SET", key, value);
            case "mset" -> {
                var words = new String[21];
                words[0] = "MSET";
                for (int word = 1; word < words.length; word += 2) {
                    words[word] = key;
                    words[word + 1] = value;
                }
                yield Bytes.request(words);
            }
            case "mixed" ->
                    switch (index % 5) {
                        case 0 -> Bytes.request("GET", key);
                        case 1 -> Bytes.request("SET", key, value, "EX", "60");
                        case 2 -> Bytes.request("hgetall", key);
                        case 3 -> Bytes.request("ZRANGEBYSCORE", key, "-inf", "+inf");
                        default -> Bytes.request("incr", key);
                    };
            default -> throw new IllegalArgumentException(kind.toUpperCase(Locale.ROOT));
        };
    }

    @TearDown
    public void release() {
        pipeline.release();
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public int scan() {
        int ends = 0;
        scanner.begin(0);
        for (int index = 0; index < COMMANDS; index++) {
            scanner.scan(pipeline);
            ends += scanner.end();
            scanner.next();
        }
        return ends;
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public void lookUp(Blackhole hole) {
        for (int index = 0; index < COMMANDS; index++) {
            hole.consume(table.find(pipeline, nameStarts[index], nameLengths[index]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(COMMANDS)
    public int scanAndLookUp() {
        int taken = 0;
        scanner.begin(0);
        for (int index = 0; index < COMMANDS; index++) {
            scanner.scan(pipeline);
            var found = table.find(pipeline, scanner.nameStart(), scanner.nameLength());
            taken += found.takes(scanner.argumentCount()) ? 1 : 0;
            scanner.next();
        }
        return taken;
    }
}
