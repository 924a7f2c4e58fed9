package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.ConnectFailures;
import dev.redoubt.net.Intake;
import dev.redoubt.net.Loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// One connection to a Redis server. Lives on one loop: connecting, then open, then closed, never
/// back. What arrives while it is open goes to [#received]; the end is told once.
abstract class Link extends ChannelInboundHandlerAdapter implements Loop.Flushable {
    /// The reason of an end that the server made, in order.
    static final String HUNG_UP = "the server closed the connection";

    private enum State {
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final Loop loop;
    private final HostPort server;
    private Identity identity;
    private State state = State.CONNECTING;
    private @Nullable Channel channel;
    private @Nullable Intake intake;
    private @Nullable Fence fence;
    private boolean flushing;

    Link(Loop loop, HostPort server, Identity identity) {
        this.loop = loop;
        this.server = server;
        this.identity = identity;
    }

    final Loop loop() {
        return loop;
    }

    final HostPort server() {
        return server;
    }

    final Identity identity() {
        return identity;
    }

    /// The session changed who this connection is, and its server agreed.
    final void become(Identity changed) {
        identity = changed;
    }

    final boolean isOpen() {
        return state == State.OPEN;
    }

    final boolean isClosed() {
        return state == State.CLOSED;
    }

    /// Where its server sees it come from; null when it is gone.
    public final @Nullable SocketAddress localAddress() {
        return channel().localAddress();
    }

    /// The open connection.
    final Channel channel() {
        return Objects.requireNonNull(channel);
    }

    /// What this says of the server goes for everything that comes from it.
    final void guardedBy(Fence guard) {
        fence = guard;
    }

    /// Whether commands may be sent here now, as far as the clock of this turn tells.
    final boolean isAdmitted() {
        return fence == null || fence.routes(server, loop.nowNanos());
    }

    /// The connection exists and shakes hands; it can be closed from now on.
    final void connected(Channel connection) {
        if (state == State.CLOSED) {
            connection.close();
        } else {
            channel = connection;
        }
    }

    final void opened(Channel connection) {
        if (state == State.CONNECTING) {
            channel = connection;
            intake = new Intake(loop, connection);
            state = State.OPEN;
            onOpen();
        } else {
            connection.close();
        }
    }

    final void openFailed(OpenFailure failure) {
        if (state == State.CONNECTING) {
            state = State.CLOSED;
            onOpenFailed(failure);
        }
    }

    /// Ends the link; whoever waits on it is told `reason`.
    final void close(String reason) {
        assert loop.eventLoop().inEventLoop();
        State before = state;
        state = State.CLOSED;
        if (channel != null) {
            channel.close();
        }
        switch (before) {
            case OPEN -> onClosed(reason);
            case CONNECTING -> onOpenFailed(new OpenFailure(OpenFailure.Kind.UNREACHABLE, reason));
            case CLOSED -> {}
        }
    }

    /// The reason for closing a link whose server says nothing.
    static String silence(long nanos) {
        return "no answer within " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }

    /// Flushes with the end of the loop's turn.
    final void flushAtTurnEnd() {
        if (!flushing) {
            flushing = true;
            loop.flushServerAtEnd(this);
            if (!isBulk()) {
                loop.asked();
            }
        }
    }

    @Override
    public final void flush() {
        flushing = false;
        if (state == State.OPEN) {
            writeOut();
            channel().flush();
        }
    }

    /// Reads nothing more from the server until [#unpause].
    public final void pause() {
        if (state == State.OPEN) {
            intake().stop();
        }
    }

    /// Reads again.
    public final void unpause() {
        if (state == State.OPEN) {
            intake().go();
        }
    }

    /// Whether what the server says is not read because a client does not read.
    final boolean isHeldBack() {
        return state == State.OPEN && intake().isStopped();
    }

    private Intake intake() {
        return Objects.requireNonNull(intake);
    }

    @Override
    public final void giveUp() {
        close("a fault of Redoubt");
    }

    /// Hands gathered bytes to the channel, which is flushed next.
    abstract void writeOut();

    abstract void received(ByteBuf in);

    /// Whether what comes and goes here is large.
    abstract boolean isBulk();

    abstract void onOpen();

    abstract void onOpenFailed(OpenFailure failure);

    abstract void onClosed(String reason);

    /// Whether what its server says counts now.
    private boolean isHeard() {
        return fence == null || fence.admits(server, System.nanoTime());
    }

    /// Whether these bytes may be heard all the same: they say that nothing was done.
    boolean isHarmless(ByteBuf in) {
        return false;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (state == State.OPEN && !isHeard() && !isHarmless(in)) {
                // Another may be primary already, and this one has not heard of it.
                close(Objects.requireNonNull(fence).refusal(server));
            } else if (state == State.OPEN) {
                received(in);
                if (isBulk()) {
                    intake().tookBulk(in.readableBytes());
                }
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state == State.OPEN) {
            intake().turnEnded();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        close(HUNG_UP);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(ConnectFailures.ending(cause).words());
    }
}
