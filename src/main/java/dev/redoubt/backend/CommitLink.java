package dev.redoubt.backend;

import dev.redoubt.backend.Commitment.Verdict;
import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;

import org.jspecify.annotations.Nullable;

/// A shared link whose writes are acknowledged when replicas have them. What is appended gathers
/// while a batch is under way, and is the next batch: one WAIT goes behind it and covers all its
/// writes. Nothing is delayed where nothing is under way.
///
/// Replies are kept until WAIT is answered, and only then looked at as a shared link does. Until
/// then everything counts as unanswered: should the link end, that is what each session is told.
/// From Redis 7.2 on WAIT covers its own connection's writes alone, which these are.
final class CommitLink extends SharedLink implements CommitLane {
    /// What gathers at most, before who would append more has to wait.
    private static final int GATHERED_BYTES = 1024 * 1024;

    private final ByteBufAllocator allocator;
    private final Durability durability;
    private final CommitTallies tallies;
    private final Interference interference;
    private WriteMarks gathered = new WriteMarks();
    private WriteMarks spare = new WriteMarks();
    private int gatheredBytes;
    private @Nullable Flight flight;

    CommitLink(
            Loop loop,
            HostPort server,
            Identity identity,
            ByteBufAllocator allocator,
            Owner owner,
            Durability durability,
            CommitTallies tallies,
            Interference interference) {
        super(loop, server, identity, allocator, owner);
        this.allocator = allocator;
        this.durability = durability;
        this.tallies = tallies;
        this.interference = interference;
    }

    @Override
    public boolean usableBy(ReplySink sink) {
        return durability.isAskable() && super.usableBy(sink);
    }

    @Override
    public boolean congested() {
        return super.congested() || (isOpen() && gatheredBytes > GATHERED_BYTES);
    }

    @Override
    public void append(ReplySink sink, ByteBuf in, int from, int to, int commands) {
        for (int i = 0; i < commands; i++) {
            gathered.addRead();
        }
        gatheredBytes += to - from;
        super.append(sink, in, from, to, commands);
    }

    @Override
    public void append(ReplySink sink, ByteBuf in, int from, int to, WriteMarks marks) {
        gathered.addAll(marks);
        gatheredBytes += to - from;
        super.append(sink, in, from, to, marks.count());
    }

    /// What gathers is not sent before its turn, however much it is: it would be in doubt if the
    /// link ended, and its replies would come among those that are waited for.
    @Override
    @Nullable Channel overflow() {
        return null;
    }

    /// What is under way goes first.
    @Override
    void appended() {
        if (flight == null) {
            flushAtTurnEnd();
        }
    }

    @Override
    void writeOut() {
        if (flight != null || gathered.count() == 0 || !isOpen()) {
            return;
        }
        if (!isAdmitted() || mustWait()) {
            // It gathered while another batch was under way: none of it was sent, so all of it can
            // be held.
            close("its server must not be used now");
            return;
        }
        Flight next = new Flight(gathered, gathered.writes() == 0 ? null : durability.commitment());
        gathered = spare;
        gatheredBytes = 0;
        flight = next;
        if (next.holds()) {
            appendWait(next);
        }
        if (isOpen()) {
            super.writeOut();
            goOnWaiting();
        }
    }

    /// Whether writes have gathered that are not to be sent now.
    private boolean mustWait() {
        return gathered.writes() > 0 && (interference.holdsWrites() || !durability.isAskable());
    }

    /// There is room for what gathers.
    private void goOnWaiting() {
        if (isOpen() && !congested()) {
            resumeWaiting();
        }
    }

    private void appendWait(Flight next) {
        tallies.batches().add(1);
        tallies.writes().add(next.marks().writes());
        ByteBuf wait = allocator.directBuffer(64);
        next.encodeWait(wait);
        appendOwn(wait);
        wait.release();
    }

    @Override
    void received(ByteBuf in) {
        Flight current = flight;
        if (current == null) {
            super.received(in);
            return;
        }
        progressed();
        Flight.Progress progress = current.holds() ? current.hold(in) : current.pass(in);
        switch (progress) {
            case GOES_ON -> {
                if (!current.holds()) {
                    super.received(in);
                }
            }
            case COMPLETE -> {
                if (current.holds()) {
                    settle(current);
                } else {
                    landed(current);
                    super.received(in);
                    goOn();
                }
            }
            case MALFORMED -> close("the server sent what nobody asked for");
            case TOO_MUCH -> close("too much has to wait for replicas");
        }
    }

    /// WAIT is answered.
    private void settle(Flight done) {
        switch (done.verdict()) {
            case Verdict.Committed _ -> hand(done, done.takeReplies());
            case Verdict.Uncommitted(String error) -> {
                tallies.uncommitted().add(done.successes());
                hand(done, done.takeReplies(allocator, error));
            }
            case Verdict.Unknown(String words) -> {
                if (done.successes() == 0) {
                    hand(done, done.takeReplies());
                } else {
                    // Whoever waits is told that nobody knows.
                    close("the server did not say which replicas have what was written: " + words);
                }
            }
        }
    }

    private void hand(Flight done, @Nullable ByteBuf replies) {
        landed(done);
        if (replies != null) {
            try {
                super.received(replies);
            } finally {
                replies.release();
            }
        }
        goOn();
    }

    private void landed(Flight done) {
        done.release();
        flight = null;
        spare = done.marks();
        spare.clear();
    }

    /// What has gathered meanwhile is the next batch.
    private void goOn() {
        if (isOpen() && gathered.count() > 0) {
            flushAtTurnEnd();
        }
        goOnWaiting();
    }

    @Override
    void onClosed(String reason) {
        if (flight != null) {
            flight.release();
            flight = null;
        }
        gathered.clear();
        gatheredBytes = 0;
        super.onClosed(reason);
    }
}
