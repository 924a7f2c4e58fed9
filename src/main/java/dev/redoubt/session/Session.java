package dev.redoubt.session;

import dev.redoubt.backend.Backend;
import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Identity;
import dev.redoubt.command.Handling;
import dev.redoubt.net.Loop;
import dev.redoubt.resp.RequestScanner;
import dev.redoubt.resp.Sender;
import dev.redoubt.snapshot.Reason;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;

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
        /// As much is under way as one client may have on a shared link.
        WINDOW,
        /// There is no primary: the waiting room calls.
        HELD,
        /// A private link is being opened.
        OPENING,
        /// The server is behind with reading.
        CONGESTED,
        /// Another process of this node is to have the connection.
        DEPARTING,
        /// Nothing more is taken; the connection ends when what is owed was sent.
        CLOSING
    }

    private final SessionContext context;
    private final Channel channel;
    private final ClientProfile profile;
    private final ClientInput input;
    private final ClientOutput output;
    private final Modes modes;
    private final HeldCommands held;
    private final ReadingPace pace;
    private final Departure departure;
    private Gate gate = Gate.OPEN;
    private boolean processing;
    private boolean inputEnded;
    private boolean draining;
    private int gatheredBytes;
    private long lastHeardNanos;
    private boolean ended;

    Session(SessionContext context, Channel channel, ClientProfile profile) {
        this.context = context;
        this.channel = channel;
        this.profile = profile;
        lastHeardNanos = profile.heardNanos();
        input = new ClientInput(context.config().limits().request().bytes());
        output = new ClientOutput(channel, context.loop());
        modes = new Modes(this);
        held = new HeldCommands(this, input);
        pace = new ReadingPace(this, channel);
        departure = new Departure(this, channel);
        limitInput();
    }

    /// Who is not known yet may send less.
    private void limitInput() {
        input.scanner().limit(profile.isAuthenticated() ? Sender.KNOWN : Sender.UNKNOWN);
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

    ClientProfile profile() {
        return profile;
    }

    /// Where the client connected to; null once it is gone.
    @Nullable SocketAddress localAddress() {
        return channel.localAddress();
    }

    /// What CLIENT LIST is to tell of the client.
    ClientFacts facts() {
        PrivateMode alone = modes.privateMode();
        SocketAddress link = alone == null ? null : alone.linkAddress();
        SocketAddress shared = modes.laneAddress();
        long now = System.nanoTime();
        return new ClientFacts(
                profile.number(),
                ClientAddress.text(channel.remoteAddress()),
                ClientAddress.text(channel.localAddress()),
                link == null ? "" : ClientAddress.text(link),
                shared == null ? "" : ClientAddress.text(shared),
                alone == null ? ClientFacts.Standing.SHARED : alone.standing(),
                profile.name(),
                profile.identity(),
                Duration.ofNanos(now - profile.openedNanos()),
                Duration.ofNanos(Math.max(0, now - lastHeardNanos)));
    }

    ClientInput input() {
        return input;
    }

    ClientOutput output() {
        return output;
    }

    Modes modes() {
        return modes;
    }

    HeldCommands held() {
        return held;
    }

    ReadingPace pace() {
        return pace;
    }

    Departure departure() {
        return departure;
    }

    Gate gate() {
        return gate;
    }

    /// The client is somebody else to the server from now on.
    void become(Identity changed) {
        profile.become(changed);
        modes.forgetLane();
    }

    /// The client gave itself a name; its writes may be promised something else from now on.
    void rename(String name) {
        Durability before = profile.durability();
        profile.rename(name);
        if (!Objects.equals(before, profile.durability())) {
            modes.forgetLane();
        }
    }

    /// Whether it is the pool's own user to the server.
    boolean isOwnUser() {
        return profile.identity().isSameUser(context.identity());
    }

    void authenticate() {
        profile.authenticate();
        limitInput();
    }

    /// Everything as on a new connection (RESET).
    void forgetState() {
        modes.leavePrivate();
        profile.reset();
        limitInput();
        modes.forgetLane();
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
        lastHeardNanos = loop().nowNanos();
        int bytes = in.readableBytes();
        input.add(in, channel.alloc());
        held.grown();
        process();
        if (modes.isStreaming()) {
            pace.tookBulk(bytes);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext handlerContext) {
        pace.turnEnded();
    }

    /// A client that sends no more may still read: what it asked for comes first. What it would
    /// wait for, a primary or other clients' doings, it leaves, as at Redis.
    @Override
    public void userEventTriggered(ChannelHandlerContext handlerContext, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            inputEnded = true;
            closeIfDone();
        }
    }

    boolean isInputEnded() {
        return inputEnded;
    }

    private void closeIfDone() {
        if (!inputEnded || gate == Gate.CLOSING) {
            return;
        }
        boolean waits = modes.isWaiting() || (held.areWaiting() && !backend().isServing());
        boolean cut = gate == Gate.OPEN && modes.isStreaming();
        if (cut) {
            close();
        } else if (waits && !modes.hearsSoon()) {
            closeWhenFlushed();
        } else if (gate == Gate.OPEN && modes.owed() == 0) {
            closeWhenFlushed();
        }
    }

    // Requests

    ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /// Requests that were sent, and not run, come back to be sent again, before all others.
    void takeBack(ByteBuf requests) {
        input.putBack(requests, channel.alloc());
        gate = Gate.OPEN;
        process();
    }

    /// Takes requests while the gate is open.
    void process() {
        if (processing || ended) {
            return;
        }
        if (departure.shuts(gate)) {
            gate = Gate.DEPARTING;
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
            input.trim(channel.alloc());
            account(input.capacity());
            closeIfDone();
            pace.regulate();
        }
    }

    /// What all clients together have gathered decides when a request is too large to gather.
    private void account(int bytes) {
        if (bytes != gatheredBytes) {
            context.gathered(bytes - gatheredBytes);
            gatheredBytes = bytes;
        }
    }

    /// Whether the request that is still coming is too large to gather.
    boolean isTooLargeToGather() {
        return input.isLargerThan(context.gatherLimit());
    }

    private boolean advance() {
        return input.isDiscarding() ? input.discardRest() : modes.advance();
    }

    /// Shuts the gate; what the scanner has begun goes on from there.
    void shut(Gate reason) {
        gate = reason;
    }

    /// Shuts the gate in front of the request that the scanner found; one that it has but begun
    /// goes on from there.
    void standBefore(Gate reason) {
        if (!input.scanner().isMidRequest()) {
            input.scanner().rewind();
        }
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
            closeIfDone();
            pace.replied();
        }
    }

    /// Turns the inline requests that the scanner found into RESP, for the next look; false where
    /// one cannot be read.
    boolean takeInline() {
        boolean translated = input.translateInline(channel.alloc());
        if (!translated) {
            malformed("Protocol error: unbalanced quotes in request");
        }
        return translated;
    }

    /// Answers with a protocol error, as Redis does, when everything before is answered, and ends.
    void malformed(String problem) {
        if (modes.owed() > 0) {
            standBefore(Gate.DRAINING);
        } else {
            context.tallies().reasons().count(Errors.reason(problem));
            output.addLine("-ERR " + problem);
            closeWhenFlushed();
        }
    }

    /// Keeps the request that the scanner found, and all behind it, until there is a primary.
    void hold() {
        held.hold();
    }

    /// Whether what this session sends next would take a shared link of this identity.
    boolean isSharingAs(Identity user) {
        return modes.isShared() && profile.identity().equals(user);
    }

    /// The wait for a primary is over without success.
    void giveUpOpening() {
        if (gate == Gate.OPENING) {
            modes.giveUpOpening();
            gate = Gate.HELD;
        }
    }

    /// There is no private link to be had: the request that wanted it gets this reply.
    void answerFirst(String line) {
        gate = Gate.OPEN;
        input.scanner().rewind();
        input.scanner().scan(input.buffer());
        SpecialCommands.answer(this, line);
        process();
    }

    /// Whether the next request is of this kind; it is whole.
    boolean isNext(Handling handling) {
        RequestScanner scanner = input.scanner();
        scanner.rewind();
        return scanner.scan(input.buffer()) == RequestScanner.Result.COMPLETE
                && context.find(input.buffer(), scanner).handling() == handling;
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

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handlerContext) {
        if (output.isWritable() && !ended) {
            modes.outputWritable();
        }
        pace.regulate();
    }

    // Ends

    /// Closes the connection once what is owed was sent; takes nothing more.
    void closeWhenFlushed() {
        gate = Gate.CLOSING;
        output.closeAfterFlush();
    }

    /// Takes nothing more, and ends when everything sent so far is answered; a request that is half
    /// sent may end first.
    void drain() {
        if (modes.isStreaming()) {
            draining = true;
            return;
        }
        gate = Gate.CLOSING;
        if (modes.owed() == 0) {
            output.closeAfterFlush();
        } else {
            pace.regulate();
        }
    }

    /// A request that was sent in pieces is sent whole.
    void streamed() {
        if (draining) {
            drain();
        }
    }

    void close() {
        gate = Gate.CLOSING;
        channel.close();
    }

    /// Closes a client that leaves too much unread on a shared link.
    void closeIfBehind() {
        if (!output.isWritable()
                && output.unreadBytes() > context.config().limits().clientOutput().bytes()) {
            closeForOutput();
        } else {
            pace.replied();
        }
    }

    void closeForOutput() {
        context.tallies().reasons().count(Reason.CLIENT_OUTPUT);
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext handlerContext) {
        ended = true;
        held.stop();
        modes.abandon();
        if (!profile.name().isEmpty()) {
            backend().forget(profile.name());
        }
        input.release();
        account(0);
        output.release();
        context.leave(this);
    }

    /// Whether the client has neither said anything since, nor waits for anything: who blocks,
    /// subscribes or is held may be silent, as at Redis.
    boolean isIdleSince(long nanos) {
        boolean owes = modes.owed() > 0 && !modes.isStreaming();
        if (held.areWaiting() || owes || modes.isWaiting()) {
            // The clock runs from the answer on.
            lastHeardNanos = System.nanoTime();
        }
        return lastHeardNanos - nanos < 0;
    }

    /// Whether what it sent is answered, but for what waits for others' doings.
    boolean isAnswered() {
        return modes.isAnswered();
    }

    /// Whether the client is gone; replies that still come for it are dropped.
    boolean hasEnded() {
        return ended;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handlerContext, Throwable cause) {
        if (cause instanceof IOException) {
            close();
        } else {
            loop().faults().contain(cause, this::close);
        }
    }
}
