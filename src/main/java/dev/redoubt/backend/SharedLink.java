package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.resp.ReplyScanner;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// A link that carries many sessions' commands in order. Requests are appended as bytes and replies
/// handed out as bytes, run by run: replies that lie side by side and belong to one session make
/// one piece. What a reply says is not looked at.
///
/// A reply past 1 MiB claims the link for its session ([Claim]): its owner puts another in its
/// place for everybody else.
final class SharedLink extends Link implements Lane {
    /// What the link tells its owner.
    interface Owner {
        void opened(SharedLink link);

        void openFailed(SharedLink link, OpenFailure failure);

        void closed(SharedLink link, String reason);

        /// A large reply wants the link for its session alone: others get a new one. False if that
        /// may not be.
        boolean givesUp(SharedLink link);
    }

    private static final long LARGE_BYTES = 1024 * 1024;

    private final Owner owner;
    private final RequestLog log;
    private final ReplyScanner scanner = new ReplyScanner();
    private final List<Runnable> uncongested = new ArrayList<>();
    private @Nullable Claim claim;
    private boolean partDelivered;
    private long partBytes;
    private long lastProgressNanos;

    SharedLink(
            Loop loop,
            HostPort server,
            Identity identity,
            ByteBufAllocator allocator,
            Owner owner) {
        super(loop, server, identity);
        this.owner = owner;
        log = new RequestLog(allocator);
    }

    @Override
    public boolean usableBy(ReplySink sink) {
        return isOpen() && isAdmitted() && (claim == null || claim.isBy(sink));
    }

    @Override
    public boolean congested() {
        return isOpen() && !channel().isWritable();
    }

    @Override
    public void whenUncongested(Runnable resume) {
        uncongested.add(resume);
    }

    @Override
    public void append(ReplySink sink, ByteBuf in, int from, int to, int commands) {
        assert isOpen() && commands > 0;
        if (log.isEmpty()) {
            lastProgressNanos = loop().nowNanos();
        }
        log.append(channel(), sink, in, from, to, commands);
        if (isOpen()) {
            flushAtTurnEnd();
        } else {
            // Writing a full chunk found the connection gone, and the end was told already.
            tellAllUnanswered();
        }
    }

    @Override
    void writeOut() {
        log.writeTo(channel());
    }

    /// Whether nothing was appended that is unanswered.
    boolean isIdle() {
        return log.isEmpty();
    }

    /// When the server last answered, or was first asked; nanoseconds of the loop's clock.
    long lastProgressNanos() {
        return lastProgressNanos;
    }

    @Override
    void received(ByteBuf in) {
        lastProgressNanos = loop().nowNanos();
        int index = in.readerIndex();
        int limit = in.writerIndex();
        int from = index;
        int completed = 0;
        while (index < limit && isOpen()) {
            int end = scanner.scan(in, index, limit);
            if (end == ReplyScanner.MALFORMED) {
                close("the server broke the protocol: " + scanner.problem());
                return;
            }
            if (log.isEmpty() || scanner.type() == '>') {
                close("the server sent what nobody asked for");
                return;
            }
            if (end == ReplyScanner.INCOMPLETE) {
                partBytes += limit - index;
                break;
            }
            index = end;
            partBytes = 0;
            completed++;
            if (completed == log.headUnanswered()) {
                deliver(in, from, end, completed);
                from = end;
                completed = 0;
            }
        }
        if (from < limit && isOpen()) {
            deliverRest(in, from, limit, completed);
        }
    }

    private void deliver(ByteBuf in, int from, int to, int completed) {
        ReplySink sink = log.headSink();
        log.answered(completed);
        partDelivered = false;
        hand(sink, in, from, to, completed);
    }

    /// Bytes of a run that is not answered whole: they are the head's, and need not wait.
    private void deliverRest(ByteBuf in, int from, int limit, int completed) {
        ReplySink sink = log.headSink();
        if (completed > 0) {
            log.answered(completed);
        }
        partDelivered = scanner.midReply();
        if (partDelivered && partBytes + scanner.bodyLeft() > LARGE_BYTES) {
            claimFor(sink);
        }
        hand(sink, in, from, limit, completed);
    }

    private void hand(ReplySink sink, ByteBuf in, int from, int to, int completed) {
        try {
            sink.replies(in, from, to, completed);
        } catch (RuntimeException | Error thrown) {
            loop().faults().contain(thrown, sink::giveUp);
        }
        if (claim != null) {
            claim.delivered(sink, !partDelivered);
        }
    }

    private void claimFor(ReplySink sink) {
        if (claim != null) {
            claim.passTo(sink);
        } else if (owner.givesUp(this)) {
            claim = new Claim(this, log, sink);
            claim.relieveOthers();
        }
    }

    @Override
    boolean isBulk() {
        return claim != null;
    }

    @Override
    public boolean isPaced() {
        return claim != null;
    }

    @Override
    public void readOn(ReplySink sink) {
        if (claim != null) {
            claim.readOn(sink);
        }
    }

    @Override
    public void leave(ReplySink sink) {
        if (claim != null) {
            claim.leave(sink);
        }
    }

    /// Reads again after a pause, which was not the server's silence.
    void resumed() {
        lastProgressNanos = loop().nowNanos();
        unpause();
    }

    /// Whether it stands still because a client does.
    boolean isPaused() {
        return claim != null && claim.isPaused();
    }

    /// Looks whether those who wait behind a claim have waited for long enough.
    void checkClaim(long nowNanos) {
        if (claim != null) {
            claim.check(nowNanos);
        }
    }

    @Override
    void onOpen() {
        lastProgressNanos = loop().nowNanos();
        owner.opened(this);
    }

    @Override
    void onOpenFailed(OpenFailure failure) {
        owner.openFailed(this, failure);
    }

    @Override
    void onClosed(String reason) {
        owner.closed(this, reason);
        resumeWaiting();
        if (partDelivered) {
            partDelivered = false;
            loop().faults().guarded(log.headSink()::replyCut).run();
        }
        tellAllUnanswered();
    }

    private void tellAllUnanswered() {
        RequestLog.Run run;
        while ((run = log.drain()) != null) {
            tellUnanswered(run);
            run.in().release();
        }
    }

    private void tellUnanswered(RequestLog.Run run) {
        RequestScanner requests = new RequestScanner(Integer.MAX_VALUE);
        requests.begin(run.offset());
        for (int i = 0; i < run.commands(); i++) {
            RequestScanner.Result found = requests.scan(run.in());
            assert found == RequestScanner.Result.COMPLETE;
            if (i >= run.answered()) {
                tell(run, requests);
            }
            requests.next();
        }
    }

    private void tell(RequestLog.Run run, RequestScanner requests) {
        try {
            run.sink()
                    .unanswered(
                            run.in(),
                            requests.start(),
                            requests.end(),
                            requests.nameStart(),
                            requests.nameLength());
        } catch (RuntimeException | Error thrown) {
            loop().faults().contain(thrown, run.sink()::giveUp);
        }
    }

    private void resumeWaiting() {
        List<Runnable> waiting = List.copyOf(uncongested);
        uncongested.clear();
        waiting.forEach(resume -> loop().faults().guarded(resume).run());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            resumeWaiting();
        }
    }
}
