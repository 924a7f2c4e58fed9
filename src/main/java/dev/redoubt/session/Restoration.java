package dev.redoubt.session;

import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.resp.Rejection;
import dev.redoubt.snapshot.Reason;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/// Gets a session whose private link ended another one, and gives the connection what it carried,
/// before the session's mode has it. It tries again, whenever there is a primary that might take
/// it, until the session's time in the waiting room is over. What cannot be given back ends the
/// client's connection.
///
/// Messages that come between the confirmations are the client's. Owned by one session.
final class Restoration implements PrivateLink.User {
    private enum Stage {
        WAITING,
        OPENING,
        SETTING_UP,
        /// The link is not fit for it and is about to end.
        LEAVING,
        OVER
    }

    private final Session session;
    private final PrivateLink.User mode;
    private final ConnectionState state;
    private final Belongings belongings;
    private final @Nullable TransactionCopy said;
    private final ReplyPeek peek = new ReplyPeek();
    private Stage stage = Stage.WAITING;
    private Deque<SetUp.Answer> expected = new ArrayDeque<>();
    private @Nullable PrivateLink link;
    private boolean handing;

    /// @param mode gets the link when it is ready
    /// @param said of the transaction, where one is open; null to spoil it
    Restoration(
            Session session,
            PrivateLink.User mode,
            ConnectionState state,
            Belongings belongings,
            @Nullable TransactionCopy said) {
        this.session = session;
        this.mode = mode;
        this.state = state;
        this.belongings = belongings;
        this.said = said;
    }

    /// Tries in a while, or when something changes, whichever is first.
    void attemptIn(long millis) {
        session.loop().eventLoop().schedule(this::attempt, millis, TimeUnit.MILLISECONDS);
    }

    /// Tries now, if it does not already.
    void attempt() {
        if (stage != Stage.WAITING || session.hasEnded()) {
            return;
        }
        stage = Stage.OPENING;
        switch (session.backend().openPrivate(session.profile().identity(), this)) {
            case STARTED -> {}
            case NO_PRIMARY -> stage = Stage.WAITING;
            case LIMIT -> {
                session.context().tallies().reasons().count(Reason.PRIVATE_LINKS);
                giveUp();
            }
        }
    }

    private void giveUp() {
        abandon();
        session.close();
    }

    /// The client is gone, or its connection ends.
    void abandon() {
        stage = Stage.OVER;
        PrivateLink open = link;
        link = null;
        if (open != null) {
            session.backend().abandon(open);
        }
    }

    /// The client reads again.
    void readOn() {
        if (link != null) {
            link.unpause();
        }
    }

    @Override
    public void opened(PrivateLink opened) {
        if (stage == Stage.OVER) {
            session.backend().abandon(opened);
            return;
        }
        link = opened;
        stage = Stage.SETTING_UP;
        String name = session.profile().name();
        if (!opened.name().equals(name)) {
            opened.appendUnseen("CLIENT", "SETNAME", name);
            opened.named(name);
        }
        ByteBuf commands = session.allocator().directBuffer();
        expected = SetUp.write(commands, state, belongings, said);
        if (commands.isReadable()) {
            opened.append(commands, commands.readerIndex(), commands.writerIndex());
        }
        commands.release();
        if (expected.isEmpty()) {
            finish(opened);
        }
    }

    private void finish(PrivateLink ready) {
        stage = Stage.OVER;
        link = null;
        ready.attach(mode);
    }

    /// A server that refuses says so to a client that asks anew; this one did not ask, so the log
    /// says it.
    @Override
    public void refused(OpenFailure failure) {
        if (stage == Stage.OVER) {
            return;
        }
        stage = Stage.WAITING;
        if (failure.kind() == OpenFailure.Kind.REFUSED) {
            session.context().lostState().refused(failure.text());
            giveUp();
        }
    }

    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        PrivateLink open = link;
        if (stage != Stage.SETTING_UP || open == null || session.hasEnded()) {
            return;
        }
        boolean undecided = peek.isUndecided();
        byte[] held = piece.begins() ? new byte[0] : peek.head();
        peek.add(in, from, to);
        if (!piece.ends() && peek.isUndecided()) {
            return;
        }
        if (undecided) {
            handing = isForClient(type);
        }
        if (handing) {
            if (undecided) {
                session.output().add(Unpooled.wrappedBuffer(held), 0, held.length);
            }
            session.output().add(in, from, to);
            if (!session.output().isWritable()) {
                open.pause();
            }
        }
        if (piece.ends()) {
            if (!handing) {
                settle(open);
            }
            handing = false;
            peek.clear();
        }
    }

    private boolean isForClient(byte type) {
        return switch (peek.kind()) {
            case "message", "pmessage", "smessage" -> true;
            case "subscribe", "psubscribe", "ssubscribe" -> false;
            default -> type == '>';
        };
    }

    private void settle(PrivateLink open) {
        ConnectionMachine.Answer answer = peek.answer();
        if (said != null && isRejected()) {
            leave(open);
            return;
        }
        boolean expectedOne =
                switch (expected.remove()) {
                    case OK -> peek.kind().isEmpty() && answer == ConnectionMachine.Answer.OK;
                    case QUEUED -> isQueued(answer);
                    case CONFIRMATION -> peek.kind().endsWith("subscribe");
                    case ERROR -> answer == ConnectionMachine.Answer.ERROR;
                };
        if (!expectedOne) {
            session.context().lostState().refused(peek.words());
            giveUp();
        } else if (expected.isEmpty()) {
            finish(open);
        }
    }

    /// What this server will not queue aborts the transaction, here as in the middle of any other.
    private boolean isQueued(ConnectionMachine.Answer answer) {
        if (answer == ConnectionMachine.Answer.ERROR && said != null) {
            said.refused();
        }
        return answer != ConnectionMachine.Answer.OK;
    }

    /// Whether the server says that it cannot take anything now.
    private boolean isRejected() {
        ByteBuf begin = Unpooled.wrappedBuffer(peek.head());
        return Rejection.is(begin, 0, begin.readableBytes())
                || Rejection.isUnready(begin, 0, begin.readableBytes());
    }

    /// Later: the link is just being read.
    private void leave(PrivateLink open) {
        stage = Stage.LEAVING;
        String words = peek.words();
        session.loop()
                .eventLoop()
                .execute(session.loop().faults().guarded(() -> open.giveUp(words)));
    }

    @Override
    public boolean awaitsAnswer() {
        return stage == Stage.SETTING_UP;
    }

    @Override
    public void uncongested() {}

    @Override
    public void closed(String reason) {
        link = null;
        if (stage == Stage.OVER) {
            return;
        }
        boolean cut = handing;
        handing = false;
        peek.clear();
        if (cut) {
            giveUp();
        } else {
            stage = Stage.WAITING;
            attemptIn(LostLink.PAUSE_MILLIS);
        }
    }
}
