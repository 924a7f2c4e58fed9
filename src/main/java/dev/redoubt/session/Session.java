package dev.redoubt.session;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.Identity;
import dev.redoubt.net.Loop;
import dev.redoubt.snapshot.Reason;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.jspecify.annotations.Nullable;

/// One client. Its commands go over shared links, or over a private one while its state needs that;
/// the mode in charge takes requests from the input one by one until the input ends or the gate
/// shuts. Everything here happens on one loop.
final class Session extends ChannelInboundHandlerAdapter {
    /// Why no request is taken now.
    enum Gate {
        /// Requests are taken.
        OPEN,
        /// The next one must wait until the earlier ones are answered.
        DRAINING,
        /// There is no primary: the waiting room calls.
        HELD,
        /// A private link is being opened.
        OPENING,
        /// The server is behind with reading.
        CONGESTED,
        /// Nothing more is taken; the connection ends when what is owed was sent.
        CLOSING
    }

    private static final int HELD_READ_BYTES = 64 * 1024;
    private static final int OWED_LIMIT = 16 * 1024;

    private final SessionContext context;
    private final Channel channel;
    private final ClientInput input;
    private final ClientOutput output;
    private final SharedMode shared;
    private final HeldCommands held;
    private @Nullable PrivateMode privateMode;
    private Identity identity;
    private boolean authenticated;
    private String name = "";
    private Gate gate = Gate.OPEN;
    private boolean processing;
    private boolean reading = true;
    private long lastHeardNanos = System.nanoTime();
    private boolean ended;

    Session(SessionContext context, Channel channel) {
        this.context = context;
        this.channel = channel;
        input = new ClientInput(context.config().limits().request().bytes());
        output = new ClientOutput(channel, context.loop());
        held = new HeldCommands(this, input);
        shared = new SharedMode(this, context.nextSpread());
        identity = context.identity();
        authenticated = context.config().password() == null;
    }

    SessionContext context() {
        return context;
    }

    Backend backend() {
        return context.backend();
    }

    Loop loop() {
        return context.loop();
    }

    ClientInput input() {
        return input;
    }

    ClientOutput output() {
        return output;
    }

    Identity identity() {
        return identity;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    /// The name that the client gave itself; empty for none.
    String name() {
        return name;
    }

    void become(Identity changed) {
        identity = changed;
        shared.forgetLane();
    }

    void authenticate() {
        authenticated = true;
    }

    void rename(String given) {
        name = given;
    }

    /// Everything as on a new connection (RESET).
    void forgetState() {
        leavePrivate();
        become(context.identity());
        authenticated = context.config().password() == null;
        name = "";
    }

    @Override
    public void handlerAdded(ChannelHandlerContext handlerContext) {
        context.enter(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext handlerContext, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (ended || gate == Gate.CLOSING) {
            in.release();
            return;
        }
        if (context.watchesIdle()) {
            lastHeardNanos = loop().nowNanos();
        }
        input.add(in, channel.alloc());
        held.grown();
        process();
    }

    /// A client that sends no more may still read: what it is owed comes, as from Redis. What waits
    /// for a primary, or at the server, leaves with it.
    @Override
    public void userEventTriggered(ChannelHandlerContext handlerContext, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            if (privateMode == null && gate != Gate.HELD) {
                drain();
            } else {
                close();
            }
        }
    }

    /// Takes requests while the gate is open.
    void process() {
        if (processing || ended) {
            return;
        }
        processing = true;
        try {
            while (gate == Gate.OPEN && !input.isEmpty() && advance()) {
                assert loop().eventLoop().inEventLoop();
            }
        } finally {
            processing = false;
        }
        if (!ended) {
            input.trim();
            regulateReading();
        }
    }

    private boolean advance() {
        PrivateMode mode = privateMode;
        return mode == null ? shared.advance() : mode.advance();
    }

    /// Shuts the gate in front of the request that the scanner found.
    void await(Gate reason) {
        input.scanner().rewind();
        gate = reason;
    }

    /// What this gate waited for has come.
    void reopen(Gate reason) {
        if (gate == reason) {
            gate = Gate.OPEN;
            process();
        }
    }

    /// Everything sent so far is answered.
    void drained() {
        if (gate == Gate.CLOSING) {
            output.closeAfterFlush();
        } else {
            reopen(Gate.DRAINING);
            if (!reading) {
                regulateReading();
            }
        }
    }

    /// Reads only what can be dealt with: the rest stays in the kernel, and so with the client.
    void regulateReading() {
        boolean wanted =
                gate != Gate.CLOSING
                        && (gate == Gate.OPEN || input.waitingBytes() < HELD_READ_BYTES)
                        && owed() < OWED_LIMIT
                        && output.isWritable()
                        && !shared.congested();
        if (wanted != reading) {
            reading = wanted;
            channel.config().setAutoRead(wanted);
        }
    }

    private int owed() {
        PrivateMode mode = privateMode;
        return shared.owed() + (mode == null ? 0 : mode.owed());
    }

    /// Called with each reply: closes a client that leaves too much unread, and lets a client that
    /// caught up send again.
    void replied() {
        if (!output.isWritable()
                && output.unreadBytes() > context.config().limits().clientOutput().bytes()) {
            context.tallies().reasons().count(Reason.CLIENT_OUTPUT);
            close();
        } else if (!reading && owed() < OWED_LIMIT / 2) {
            regulateReading();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handlerContext) {
        regulateReading();
    }

    /// Keeps the request that the scanner found, and all behind it, until there is a primary.
    void hold() {
        held.hold();
    }

    HeldCommands held() {
        return held;
    }

    boolean isHeld() {
        return gate == Gate.HELD;
    }

    // Private links

    boolean isOpening() {
        return gate == Gate.OPENING;
    }

    boolean isServedBy(PrivateMode mode) {
        return privateMode == mode;
    }

    /// The wait for a private link was too long; should it open still, it is given back.
    void giveUpOpening() {
        if (gate == Gate.OPENING) {
            privateMode = null;
            gate = Gate.HELD;
        }
    }

    /// Moves to a private link, with the request that the scanner found as its first.
    boolean enterPrivate() {
        PrivateMode mode = new PrivateMode(this);
        privateMode = mode;
        switch (backend().openPrivate(identity, mode)) {
            case NO_PRIMARY -> {
                privateMode = null;
                hold();
            }
            case LIMIT -> {
                privateMode = null;
                context.tallies().reasons().count(Reason.PRIVATE_LINKS);
                output.addLine(
                        "-ERR redoubt: all private links of this pool are in use (private_links)");
                input.scanner().next();
                return true;
            }
            case STARTED -> {
                context.tallies().privateTurns().add(1);
                input.scanner().rewind();
                if (!mode.isOpen()) {
                    gate = Gate.OPENING;
                }
                return mode.isOpen();
            }
        }
        return false;
    }

    /// There is no private link to be had: the request that wanted it gets this reply.
    void answerFirst(String line) {
        gate = Gate.OPEN;
        input.scanner().rewind();
        input.scanner().scan(input.buffer());
        SpecialCommands.answer(this, line);
        process();
    }

    /// The private link ended without state: what comes next takes shared links.
    void linkGone() {
        if (gate == Gate.CLOSING) {
            output.closeAfterFlush();
        } else {
            gate = Gate.OPEN;
            process();
        }
    }

    /// The state is gone, and with it the need for a link of its own.
    void leavePrivate() {
        PrivateMode mode = privateMode;
        privateMode = null;
        if (mode != null) {
            mode.leave();
        }
    }

    // Ends

    /// Closes the connection once what is owed was sent; takes nothing more.
    void closeWhenFlushed() {
        gate = Gate.CLOSING;
        output.closeAfterFlush();
    }

    /// Answers with a protocol error, as Redis does, and ends.
    void malformed(String problem) {
        context.tallies().reasons().count(Errors.reason(problem));
        output.addLine("-ERR " + problem);
        closeWhenFlushed();
    }

    /// Takes nothing more, and ends when everything sent so far is answered.
    void drain() {
        boolean idle = owed() == 0;
        gate = Gate.CLOSING;
        if (idle) {
            output.closeAfterFlush();
        } else {
            regulateReading();
        }
    }

    void close() {
        gate = Gate.CLOSING;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext handlerContext) {
        ended = true;
        held.stop();
        PrivateMode mode = privateMode;
        privateMode = null;
        if (mode != null) {
            mode.abandon();
        }
        input.release();
        output.release();
        context.leave(this);
    }

    /// Whether the client has neither said anything since, nor waits for anything: who blocks,
    /// subscribes or is held may be silent, as at Redis.
    boolean isIdleSince(long nanos) {
        PrivateMode mode = privateMode;
        boolean waits = held.areWaiting() || owed() > 0 || (mode != null && mode.listens());
        if (waits) {
            // The clock runs from the answer on.
            lastHeardNanos = System.nanoTime();
        }
        return lastHeardNanos - nanos < 0;
    }

    /// Whether the client is gone; replies that still come for it are dropped.
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handlerContext, Throwable cause) {
        handlerContext.close();
    }
}
