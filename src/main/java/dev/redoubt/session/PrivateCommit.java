package dev.redoubt.session;

import dev.redoubt.backend.Commitment;
import dev.redoubt.backend.Commitment.Verdict;
import dev.redoubt.backend.Durability;
import dev.redoubt.backend.Pledges;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A write on a private link of a pool that promises durability. Its reply is kept while WAIT is
/// asked behind it, and handed on, or replaced, when that is answered. A write is sent when nothing
/// is unanswered, and nothing behind it before it is committed: only then it is known whether a
/// transaction has queued it, and which reply is WAIT's. Owned by one private mode.
///
/// | stage | what comes | next |
/// |---|---|---|
/// | none | a write is sent | REPLY |
/// | REPLY | an error, QUEUED, or a null that says that nothing was done | none: handed on |
/// | REPLY | any other reply | COVER where it may have been served late, else WAIT |
/// | COVER | an error | none: replaced |
/// | COVER | any other reply to that | WAIT |
/// | WAIT | its answer | none: handed on, or replaced |
final class PrivateCommit {
    private enum Stage {
        NONE,
        REPLY,
        COVER,
        WAIT
    }

    private static final byte[] QUEUED = "+QUEUED\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private final PrivateMode mode;
    private final Pledges pledges;
    private final CommitNeed need;
    private @Nullable Durability promise;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Stage stage = Stage.NONE;
    private @Nullable CommandSpec command;
    private @Nullable Commitment commitment;
    private byte[] reply = new byte[0];
    private final List<byte[]> behind = new ArrayList<>();
    private long behindBytes;

    private PrivateCommit(Session session, PrivateMode mode, Pledges pledges) {
        this.session = session;
        this.mode = mode;
        this.pledges = pledges;
        need = new CommitNeed(session.input());
    }

    /// Null where the pool promises nothing to anybody.
    static @Nullable PrivateCommit of(Session session, PrivateMode mode) {
        Pledges pledges = session.backend().pledges();
        return pledges.isEmpty() ? null : new PrivateCommit(session, mode, pledges);
    }

    /// Whether a reply is kept, or will be.
    boolean isUnderWay() {
        return stage != Stage.NONE;
    }

    /// Whether the write has run, and only its replicas are waited for.
    boolean isExecuted() {
        return stage == Stage.COVER || stage == Stage.WAIT;
    }

    /// Whether the command may be sent now; otherwise when all before it is answered.
    boolean admits(CommandSpec spec, ConnectionTracker connection) {
        if (isUnderWay() || (pledges.varies() && connection.mayChangeClient())) {
            return false;
        }
        return promised(connection) == null
                || (!connection.mayEndTransaction()
                        && (connection.owed() == 0 || !need.has(spec, connection)));
    }

    /// Whether the command must not be sent yet: nobody could ask what it is promised.
    boolean holds(CommandSpec spec, ConnectionTracker connection) {
        Durability promised = promised(connection);
        return promised != null && !promised.isAskable() && need.has(spec, connection);
    }

    /// What is promised to the client; where nobody can tell who it is, all that is to anybody.
    private @Nullable Durability promised(ConnectionTracker connection) {
        return pledges.varies() && connection.isBlurred()
                ? pledges.strictest()
                : session.profile().durability();
    }

    /// A command is about to be sent.
    void sending(CommandSpec spec, ConnectionTracker connection) {
        promise = promised(connection);
        if (promise != null && need.has(spec, connection)) {
            stage = Stage.REPLY;
            command = spec;
        }
        need.sending(spec, connection);
    }

    /// The link ended.
    void stop() {
        stage = Stage.NONE;
        kept.reset();
        behind.clear();
        behindBytes = 0;
    }

    /// Whether bytes that came are kept here: what the server sends unasked behind the reply keeps
    /// its place behind it.
    boolean keeps(byte type) {
        return type == '>' ? stage == Stage.COVER || stage == Stage.WAIT : isUnderWay();
    }

    /// Bytes came that are kept.
    void heard(PrivateLink link, ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (behindBytes + kept.size() + (to - from)
                > session.context().config().limits().clientOutput().bytes()) {
            session.closeForOutput();
            return;
        }
        byte[] bytes = new byte[to - from];
        in.getBytes(from, bytes);
        kept.writeBytes(bytes);
        if (piece.ends()) {
            byte[] whole = kept.toByteArray();
            kept.reset();
            if (type == '>') {
                behind.add(whole);
                behindBytes += whole.length;
            } else {
                answered(link, whole);
            }
        }
    }

    private void answered(PrivateLink link, byte[] whole) {
        switch (stage) {
            case REPLY -> {
                reply = whole;
                boolean nothing = command != null && CommitNeed.hasNone(command, whole);
                if (whole[0] == '-' || Arrays.equals(whole, QUEUED) || nothing) {
                    hand(whole);
                } else if (mayBeServedLate()) {
                    stage = Stage.COVER;
                    cover(link);
                } else {
                    await(link);
                }
            }
            case COVER -> {
                if (whole[0] == '-') {
                    uncovered(new String(whole, StandardCharsets.UTF_8).strip().substring(1));
                } else {
                    await(link);
                }
            }
            case WAIT -> judge(whole);
            case NONE -> {}
        }
    }

    private boolean mayBeServedLate() {
        return command != null && command.handling() == Handling.BLOCKING;
    }

    /// What another client's push served is written at a later offset than the server remembers of
    /// this connection: a command moves that on; from 7.2 on one that replicas hear of.
    private void cover(PrivateLink link) {
        if (session.context().waitsForOwnWrites()) {
            link.appendOwn("PUBLISH", "__redoubt__:wait", "");
        } else {
            link.appendOwn("PING");
        }
    }

    /// Without it WAIT would speak of what was written before.
    private void uncovered(String words) {
        if (Commitment.isRefusal(words)) {
            session.backend().commits().uncommitted().add(1);
            hand(line(Commitment.refusal(coverName(), words)));
        } else {
            handUnknown();
        }
    }

    private String coverName() {
        return session.context().waitsForOwnWrites() ? "PUBLISH" : "PING";
    }

    private void handUnknown() {
        session.context().tallies().unanswered().add(1);
        hand(line(Errors.unanswered(command == null ? "" : command.name())));
    }

    private void await(PrivateLink link) {
        if (promise == null) {
            return;
        }
        Commitment next = promise.commitment();
        commitment = next;
        stage = Stage.WAIT;
        session.backend().commits().batches().add(1);
        session.backend().commits().writes().add(1);
        link.appendOwn(next.request());
    }

    private void judge(byte[] answer) {
        Commitment asked = commitment;
        if (asked == null) {
            return;
        }
        switch (asked.judge(Unpooled.wrappedBuffer(answer), 0, answer.length)) {
            case Verdict.Committed _ -> hand(reply);
            case Verdict.Uncommitted(String error) -> {
                session.backend().commits().uncommitted().add(1);
                hand(line(error));
            }
            case Verdict.Unknown _ -> handUnknown();
        }
    }

    private static byte[] line(String error) {
        return (error + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private void hand(byte[] whole) {
        stage = Stage.NONE;
        reply = new byte[0];
        List<byte[]> pushes = List.copyOf(behind);
        behind.clear();
        behindBytes = 0;
        mode.handCommitted(whole);
        pushes.forEach(mode::handCommitted);
    }
}
