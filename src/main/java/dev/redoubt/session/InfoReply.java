package dev.redoubt.session;

import dev.redoubt.backend.Asked;
import dev.redoubt.backend.ReplySink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.ByteArrayOutputStream;

/// Stands between a shared link and a session for one INFO, alone under way: keeps the reply until
/// it is whole and hands it on put right. Everything else it passes on as it comes.
final class InfoReply implements ReplySink {
    private static final int LIMIT_BYTES = 4 * 1024 * 1024;

    private final ReplySink session;
    private final SessionContext context;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean passing;

    InfoReply(ReplySink session, SessionContext context) {
        this.session = session;
        this.context = context;
    }

    @Override
    public void replies(ByteBuf in, int from, int to, int completed) {
        if (!passing && kept.size() + (to - from) > LIMIT_BYTES) {
            passing = true;
            hand(kept.toByteArray(), 0);
        }
        if (passing) {
            session.replies(in, from, to, completed);
            return;
        }
        byte[] bytes = new byte[to - from];
        in.getBytes(from, bytes);
        kept.writeBytes(bytes);
        if (completed > 0) {
            hand(InfoClients.rewritten(kept.toByteArray(), context), completed);
        }
    }

    private void hand(byte[] bytes, int completed) {
        session.replies(Unpooled.wrappedBuffer(bytes), 0, bytes.length, completed);
    }

    /// What was kept is nobody's yet, so that all of it can be asked again.
    @Override
    public void replyCut() {
        kept.reset();
        if (passing) {
            session.replyCut();
        }
    }

    @Override
    public long unreadBytes() {
        return session.unreadBytes();
    }

    @Override
    public boolean hasLeft() {
        return session.hasLeft();
    }

    @Override
    public void tooSlow() {
        session.tooSlow();
    }

    @Override
    public void giveUp() {
        session.giveUp();
    }

    @Override
    public boolean takesBack(ByteBuf requests) {
        return session.takesBack(requests);
    }

    @Override
    public void unanswered(Asked asked) {
        session.unanswered(asked);
    }

    @Override
    public void laneEnded() {
        session.laneEnded();
    }

    @Override
    public boolean isSettingAside() {
        return session.isSettingAside();
    }

    @Override
    public boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
        return session.setsAside(asked, in, from, to);
    }
}
