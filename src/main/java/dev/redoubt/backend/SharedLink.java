package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.resp.Rejection;
import dev.redoubt.resp.ReplyScanner;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A link that carries many sessions' commands in order. Requests are appended as bytes and replies
/// handed out as bytes, run by run: replies that lie side by side and belong to one session make
/// one piece. What a reply says is not looked at.
///
/// A reply past 1 MiB claims the link for its session ([Claim]): its owner puts another in its
/// place for everybody else.
sealed class SharedLink extends Link implements Lane permits CommitLink {
    /// What the link tells its owner.
    interface Owner {
        void opened(SharedLink link);

        void openFailed(SharedLink link, OpenFailure failure);

        void closed(SharedLink link, String reason);

        /// A large reply wants the link for its session alone: others get a new one. False if that
        /// may not be.
        boolean givesUp(SharedLink link);

        /// The server turned a request away: others get a new link, which asks it for its role.
        void retires(SharedLink link, String reason);
    }

    private static final String REJECTING = "the server turns requests away";

    private static final long LARGE_BYTES = 1024 * 1024;

    private final Owner owner;
    private final RequestLog log;
    private final ReplyScanner scanner = new ReplyScanner();
    private final List<Runnable> uncongested = new ArrayList<>();
    private final KeptReply kept = new KeptReply();
    private @Nullable Claim claim;
    private boolean retired;
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
        return isOpen() && !retired && isAdmitted() && (claim == null || claim.isBy(sink));
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
        log.append(overflow(), sink, in, from, to, commands);
        if (isOpen()) {
            appended();
        } else {
            // Writing a full chunk found the connection gone, and the end was told already.
            tellAllUnanswered();
        }
    }

    /// Where goes what fills more than a chunk before it is written out; null for nowhere.
    @Nullable Channel overflow() {
        return channel();
    }

    /// Something waits to be written out.
    void appended() {
        flushAtTurnEnd();
    }

    /// Puts a request of the link's own behind what was appended; nobody hears its reply.
    final void appendOwn(ByteBuf request) {
        log.append(overflow(), Unwanted.REPLIES, request, 0, request.writerIndex(), 1);
        if (!isOpen()) {
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

    /// The server has said something.
    final void progressed() {
        lastProgressNanos = loop().nowNanos();
    }

    /// When the server last answered, or was first asked; nanoseconds of the loop's clock.
    long lastProgressNanos() {
        return lastProgressNanos;
    }

    @Override
    void received(ByteBuf in) {
        progressed();
        if (kept.isEmpty()) {
            scan(in, in.readerIndex(), in.readerIndex());
            return;
        }
        int before = kept.length();
        ByteBuf joined = kept.join(in);
        try {
            scan(joined, 0, before);
        } finally {
            joined.release();
        }
    }

    /// @param start where the reply that is coming begins, or what was not handed out of it
    /// @param unseen what the scanner has not seen begins here
    private void scan(ByteBuf in, int start, int unseen) {
        int limit = in.writerIndex();
        int index = unseen;
        int from = start;
        int begin = start;
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
            if (isToBeJudged()) {
                if (completed > 0) {
                    deliver(in, from, begin, completed);
                    completed = 0;
                }
                judge(in, begin, end);
                from = end;
            } else if (++completed == log.headUnanswered()) {
                deliver(in, from, end, completed);
                from = end;
                completed = 0;
            }
            begin = end;
        }
        if (from < limit && isOpen()) {
            deliverRest(in, from, begin, completed);
        }
        if (retired && isOpen() && log.isEmpty()) {
            close(REJECTING);
        }
    }

    /// Whether the reply that the scanner is at must be seen whole before it goes anywhere.
    private boolean isToBeJudged() {
        return scanner.type() == '-' || (retired && log.headSink().isSettingAside());
    }

    /// A server that turns requests away gets no new ones over this link.
    private void judge(ByteBuf in, int from, int to) {
        boolean rejected = Rejection.is(in, from, to);
        ReplySink sink = log.headSink();
        if ((!rejected && !sink.isSettingAside()) || !setsAside(sink, in, from, to)) {
            deliver(in, from, to, 1);
            return;
        }
        if (!retired) {
            retired = true;
            owner.retires(this, REJECTING + ": " + Rejection.words(in, from, to));
        }
        if (!log.has(sink)) {
            loop().faults().guarded(sink::laneEnded).run();
        }
    }

    private boolean setsAside(ReplySink sink, ByteBuf in, int from, int to) {
        Asked asked = log.head();
        try {
            boolean dealtWith = sink.setsAside(asked, in, from, to);
            if (dealtWith) {
                log.answered(1);
            }
            return dealtWith;
        } catch (RuntimeException | Error thrown) {
            loop().faults().contain(thrown, sink::giveUp);
            return false;
        } finally {
            asked.in().release();
        }
    }

    private void deliver(ByteBuf in, int from, int to, int completed) {
        ReplySink sink = log.headSink();
        log.answered(completed);
        partDelivered = false;
        hand(sink, in, from, to, completed);
    }

    /// Bytes of a run that is not answered whole: they are the head's, and need not wait, unless
    /// the reply that begins at `begin` has to be judged first.
    private void deliverRest(ByteBuf in, int from, int begin, int completed) {
        int limit = in.writerIndex();
        if (scanner.midReply() && !partDelivered && isToBeJudged()) {
            if (completed > 0) {
                deliver(in, from, begin, completed);
            }
            if (!kept.keep(in, begin)) {
                close("the server sends too much of what has to wait");
            }
            return;
        }
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
        kept.release();
        if (partDelivered) {
            partDelivered = false;
            loop().faults().guarded(log.headSink()::replyCut).run();
        }
        tellAllUnanswered();
    }

    private void tellAllUnanswered() {
        Set<ReplySink> told = new LinkedHashSet<>();
        while (!log.isEmpty()) {
            ReplySink sink = log.headSink();
            Asked asked = log.head();
            log.drop();
            try {
                sink.unanswered(asked);
                told.add(sink);
            } catch (RuntimeException | Error thrown) {
                loop().faults().contain(thrown, sink::giveUp);
            } finally {
                asked.in().release();
            }
        }
        log.trim();
        told.forEach(sink -> loop().faults().guarded(sink::laneEnded).run());
    }

    /// Who waited for room goes on.
    final void resumeWaiting() {
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
