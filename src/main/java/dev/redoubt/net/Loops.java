package dev.redoubt.net;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The process's event loops: those of the data plane, and one of the control plane, which a busy
/// data plane cannot delay.
public final class Loops implements AutoCloseable {
    private final Transport transport;
    private final MultiThreadIoEventLoopGroup data;
    private final MultiThreadIoEventLoopGroup control;
    private final List<Loop> loops;

    /// @param count loops of the data plane, at least 1
    public Loops(Transport transport, int count) {
        HostResolver.limitMemory();
        this.transport = transport;
        data = group(transport, count, "redoubt-loop");
        control = group(transport, 1, "redoubt-control");
        loops =
                IntStream.range(0, count)
                        .mapToObj(i -> new Loop(data.next(), i, transport))
                        .toList();
    }

    private static MultiThreadIoEventLoopGroup group(Transport transport, int count, String name) {
        return new MultiThreadIoEventLoopGroup(
                count, new DefaultThreadFactory(name), transport.ioHandlers());
    }

    /// How sockets are driven.
    public Transport transport() {
        return transport;
    }

    /// The loops of the data plane.
    public List<Loop> loops() {
        return loops;
    }

    /// The control plane's loop.
    public EventLoop control() {
        return control.next();
    }

    /// Ends all loops and what is registered on them; blocks for a moment, at most 2 s. Not for a
    /// loop's own thread.
    @Override
    public void close() {
        loops.forEach(Loop::end);
        // The data plane tells the control plane how its links end, so that one goes last.
        data.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
        control.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
