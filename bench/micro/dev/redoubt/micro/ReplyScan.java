package dev.redoubt.micro;

import dev.redoubt.resp.ReplyScanner;

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

import java.util.concurrent.TimeUnit;

/// Finding where replies end that have come side by side.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplyScan {
    private static final int REPLIES = 256;

    /// What each reply is.
    @Param({"ok", "integer", "bulk64", "bulk4096", "array100"})
    public String reply;

    private final ReplyScanner scanner = new ReplyScanner();
    private ByteBuf replies;

    @Setup
    public void fill() {
        var one =
                switch (reply) {
                    case "ok" -> "+OK\r\n";
                    case "integer" -> ":1234\r\n";
                    case "bulk64" -> Bytes.bulk(64);
                    case "bulk4096" -> Bytes.bulk(4096);
                    case "array100" -> "*100\r\n" + Bytes.bulk(64).repeat(100);
                    default -> throw new IllegalArgumentException(reply);
                };
        replies = Bytes.direct(one.repeat(REPLIES));
        if (scan() != replies.writerIndex()) {
            throw new AssertionError("not read to the end");
        }
    }

    @TearDown
    public void release() {
        replies.release();
    }

    @Benchmark
    @OperationsPerInvocation(REPLIES)
    public int scan() {
        int limit = replies.writerIndex();
        int index = 0;
        for (int reply = 0; reply < REPLIES; reply++) {
            index = scanner.scan(replies, index, limit);
        }
        return index;
    }
}
