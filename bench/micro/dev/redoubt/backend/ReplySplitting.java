package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.micro.Bytes;
import dev.redoubt.net.Loop;
import dev.redoubt.net.Loops;
import dev.redoubt.net.Transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;

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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// A shared link without its socket: commands of many sessions are appended, and their replies,
/// which come in one piece, are handed to whom they belong. On a loop's own thread, many turns at a
/// time, so that handing the work over costs nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ReplySplitting {
    private static final int SINKS = 50;
    private static final int TURNS = 64;

    /// How many commands each session has under way: 50 sessions, 800 commands a turn, or 50.
    private static final int PIPELINED = 16;

    @Param({"bulk64", "ok"})
    public String reply;

    private final Loops loops = new Loops(Transport.NIO, 1);
    private final Loop loop = loops.loops().getFirst();
    private final List<Sink> sinks = new ArrayList<>();
    private SharedLink link;
    private ByteBuf requests;
    private ByteBuf replies;
    private ByteBuf pipelinedReplies;
    private int requestBytes;

    @Setup
    public void open() throws InterruptedException, ExecutionException {
        var request = Bytes.request("GET", "key:000000000001");
        requestBytes = request.length();
        requests = Bytes.direct(request.repeat(PIPELINED));
        var one = reply.equals("ok") ? "+OK\r\n" : Bytes.bulk(64);
        replies = Bytes.direct(one.repeat(SINKS));
        pipelinedReplies = Bytes.direct(one.repeat(SINKS * PIPELINED));
        for (int index = 0; index < SINKS; index++) {
            sinks.add(new Sink());
        }
        loop.eventLoop()
                .submit(() -> {
                    link =
                            new SharedLink(
                                    loop,
                                    new HostPort("10.0.0.1", 6379),
                                    new Identity(0, 2, Optional.empty()),
                                    PooledByteBufAllocator.DEFAULT,
                                    new Owner());
                    link.opened(new EmbeddedChannel(new Drain(), link));
                })
                .get();
    }

    @TearDown
    public void close() {
        loops.close();
        requests.release();
        replies.release();
        pipelinedReplies.release();
    }

    @Benchmark
    @OperationsPerInvocation(TURNS * SINKS)
    public long oneEach() throws InterruptedException, ExecutionException {
        return loop.eventLoop().submit(() -> turns(1, replies)).get();
    }

    @Benchmark
    @OperationsPerInvocation(TURNS * SINKS * PIPELINED)
    public long sixteenEach() throws InterruptedException, ExecutionException {
        return loop.eventLoop().submit(() -> turns(PIPELINED, pipelinedReplies)).get();
    }

    private long turns(int commands, ByteBuf answers) {
        for (int turn = 0; turn < TURNS; turn++) {
            for (int index = 0; index < SINKS; index++) {
                link.append(sinks.get(index), requests, 0, commands * requestBytes, commands);
            }
            link.flush();
            link.received(answers);
        }
        if (!link.isIdle()) {
            throw new AssertionError("commands are unanswered");
        }
        return sinks.getFirst().taken;
    }

    /// The socket: takes what is written, and keeps nothing.
    private static final class Drain extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.trySuccess();
        }
    }

    private static final class Owner implements SharedLink.Owner {
        @Override
        public void opened(SharedLink opened) {}

        @Override
        public void openFailed(SharedLink failed, OpenFailure failure) {}

        @Override
        public void closed(SharedLink closed, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public boolean givesUp(SharedLink claimed) {
            return false;
        }

        @Override
        public void retires(SharedLink retired, String reason) {
            throw new AssertionError(reason);
        }
    }

    /// A session that only counts its bytes.
    private static final class Sink implements ReplySink {
        private long taken;

        @Override
        public void replies(ByteBuf in, int from, int to, int completed) {
            taken += to - from;
        }

        @Override
        public long unreadBytes() {
            return 0;
        }

        @Override
        public boolean hasLeft() {
            return false;
        }

        @Override
        public void tooSlow() {}

        @Override
        public void giveUp() {
            throw new AssertionError("gave up");
        }

        @Override
        public boolean takesBack(ByteBuf requests) {
            return false;
        }

        @Override
        public void replyCut() {}

        @Override
        public void unanswered(Asked asked) {}

        @Override
        public void laneEnded() {}

        @Override
        public boolean isSettingAside() {
            return false;
        }

        @Override
        public boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
            return false;
        }
    }
}
