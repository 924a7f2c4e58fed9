package dev.redoubt.backend;

import dev.redoubt.config.HostPort;
import dev.redoubt.net.Loop;
import dev.redoubt.resp.Rejection;
import dev.redoubt.resp.ReplyScanner;
import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.List;

/// A link that one session has for itself while its state needs that. Replies are handed out one by
/// one, with their edges marked, for the session to see what they did to the connection.
public final class PrivateLink extends Link {
    /// Where a piece lies in its reply.
    public enum Piece {
        WHOLE,
        FIRST,
        MIDDLE,
        LAST;

        /// Whether the reply ends with this piece.
        public boolean ends() {
            return this == WHOLE || this == LAST;
        }

        /// Whether the reply begins with this piece.
        public boolean begins() {
            return this == WHOLE || this == FIRST;
        }
    }

    /// The session behind the link. All calls come on the loop.
    public interface User {
        /// The link is open and this session's.
        void opened(PrivateLink link);

        /// There is none to be had; the reason is a sentence.
        void refused(OpenFailure failure);

        /// Bytes of a reply; `in` is valid during the call.
        ///
        /// @param type the reply's first byte
        void reply(ByteBuf in, int from, int to, Piece piece, byte type);

        /// Whether the server owes an answer now, and one that it does not let wait for somebody
        /// else (as BLPOP's).
        boolean awaitsAnswer();

        /// The server reads again after it was behind.
        void uncongested();

        /// The link ended, and nothing more comes.
        void closed(String reason);
    }

    /// What the link tells its owner, the backend.
    interface Owner {
        void ended(PrivateLink link);

        /// Its server must not be used now.
        void lapsed();
    }

    /// Up to here a piece is copied: a slice of it would pin what it is part of.
    private static final int COPY_BYTES = 8 * 1024;

    private static final long LARGE_BYTES = 1024 * 1024;

    private final Owner owner;
    private final ReplyScanner scanner = new ReplyScanner();
    private @Nullable User user;
    private @Nullable ByteBuf out;
    private String name = "";
    private int unseen;
    private boolean continued;
    private boolean bulk;
    private boolean reusable = true;
    private long idleSinceNanos;
    private long lastProgressNanos;
    private boolean asked;
    private boolean raw;

    PrivateLink(Loop loop, HostPort server, Identity identity, Owner owner) {
        super(loop, server, identity);
        this.owner = owner;
    }

    /// Gives the link to `session`, also from a user that had it before.
    public void attach(User session) {
        user = session;
        if (isOpen()) {
            session.opened(this);
        }
    }

    /// Gives the link up, keeping the connection.
    void detach() {
        user = null;
        unpause();
        idleSinceNanos = loop().nowNanos();
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    /// The connection carries something of this session that the next one must not inherit.
    public void spoil() {
        reusable = false;
    }

    boolean isReusable() {
        return reusable && isOpen() && unseen == 0 && !scanner.midReply();
    }

    /// What the connection is to its server from now on.
    public void changed(Identity identity) {
        become(identity);
    }

    /// The name that CLIENT SETNAME gave the connection; empty for none.
    public String name() {
        return name;
    }

    /// The session's own CLIENT SETNAME succeeded.
    public void named(String given) {
        name = given;
    }

    /// Ends it; its user is told.
    public void giveUp(String reason) {
        close(reason);
    }

    /// Its server as the connection knows it; null when it is gone.
    public @Nullable SocketAddress remoteAddress() {
        return channel().remoteAddress();
    }

    /// Whether commands may be sent now: not while the primary is fenced.
    public boolean isUsable() {
        boolean usable = isAdmitted();
        if (!usable) {
            owner.lapsed();
        }
        return usable;
    }

    /// Whether the server is behind with reading.
    public boolean congested() {
        return isOpen() && !channel().isWritable();
    }

    /// Whether the session has waited longer than `silentNanos` since it asked, or since the server
    /// last said anything. What this side does not read is not the server's silence.
    boolean isOverdue(long nowNanos, long silentNanos) {
        return user != null
                && isOpen()
                && !isHeldBack()
                && nowNanos - lastProgressNanos > silentNanos
                && user.awaitsAnswer();
    }

    /// Sends the session's bytes with the end of the turn.
    public void append(ByteBuf in, int from, int to) {
        if (!asked) {
            asked();
        }
        if (to - from > COPY_BYTES) {
            writeOut();
            channel().write(in.retainedSlice(from, to - from), channel().voidPromise());
        } else {
            gathered(to - from).writeBytes(in, from, to - from);
        }
        flushAtTurnEnd();
    }

    /// Sends a command for the session, whose reply it gets.
    public void append(List<byte[]> command) {
        if (!asked) {
            asked();
        }
        RespEncoder.command(gathered(128), command.toArray(new byte[0][]));
        flushAtTurnEnd();
    }

    /// Sends a command that no client asked for, whose reply the session gets.
    public void appendOwn(String... command) {
        if (!asked) {
            asked();
        }
        RespEncoder.ownCommand(gathered(128), command);
        flushAtTurnEnd();
    }

    /// Sends a part of a large request.
    public void appendPart(ByteBuf in, int from, int to) {
        bulk = true;
        append(in, from, to);
    }

    @Override
    boolean isBulk() {
        return bulk;
    }

    /// What comes from here on is a replication stream, or the refusal of one: bytes that are not
    /// looked at, in pieces without edges
    /// (<https://redis.io/docs/latest/operate/oss_and_stack/management/replication/>).
    public void passRaw() {
        raw = true;
        bulk = true;
        spoil();
    }

    /// The server has all of a request from now on; until then it owed nothing.
    public void asked() {
        asked = true;
        lastProgressNanos = loop().nowNanos();
    }

    /// Sends a command of the proxy's own, whose reply nobody sees.
    public void appendUnseen(String... command) {
        RespEncoder.ownCommand(gathered(128), command);
        unseen++;
        flushAtTurnEnd();
    }

    private ByteBuf gathered(int length) {
        ByteBuf buffer = out;
        if (buffer == null) {
            buffer = channel().alloc().directBuffer(Math.max(256, length));
            out = buffer;
        }
        return buffer.ensureWritable(length);
    }

    @Override
    void writeOut() {
        if (out != null) {
            channel().write(out, channel().voidPromise());
            out = null;
        }
    }

    /// A server that is made a replica ends every wait, and may be known as one before that is
    /// read.
    @Override
    boolean isHarmless(ByteBuf in) {
        int from = in.readerIndex();
        int to = in.writerIndex();
        return unseen == 0
                && !continued
                && Rejection.isDemotion(in, from, to)
                && in.indexOf(from, to, (byte) '\n') == to - 1;
    }

    /// Whether its session waits for a reply.
    boolean isAwaited() {
        return user != null && user.awaitsAnswer();
    }

    @Override
    void received(ByteBuf in) {
        asked = false;
        lastProgressNanos = loop().nowNanos();
        int index = in.readerIndex();
        int limit = in.writerIndex();
        while (index < limit && isOpen()) {
            if (raw && unseen == 0) {
                hand(in, index, limit, Piece.MIDDLE);
                return;
            }
            int end = scanner.scan(in, index, limit);
            if (end == ReplyScanner.MALFORMED) {
                close("the server broke the protocol: " + scanner.problem());
                return;
            }
            boolean ends = end != ReplyScanner.INCOMPLETE;
            int to = ends ? end : limit;
            Piece piece =
                    continued ? ends ? Piece.LAST : Piece.MIDDLE : ends ? Piece.WHOLE : Piece.FIRST;
            continued = !ends;
            // Until a small reply comes: whoever asks for large ones asks again.
            bulk = ends ? bulk && piece == Piece.LAST : bulk || scanner.bodyLeft() > LARGE_BYTES;
            hand(in, index, to, piece);
            index = to;
        }
    }

    private void hand(ByteBuf in, int from, int to, Piece piece) {
        byte type = scanner.type();
        if (unseen > 0 && type != '>') {
            if (piece.ends()) {
                unseen--;
            }
        } else if (user != null) {
            user.reply(in, from, to, piece, type);
        } else {
            close("the server sent what nobody asked for");
        }
    }

    @Override
    void onOpen() {
        if (user != null) {
            user.opened(this);
        }
    }

    @Override
    void onOpenFailed(OpenFailure failure) {
        owner.ended(this);
        User waiting = user;
        user = null;
        if (waiting != null) {
            waiting.refused(failure);
        }
    }

    @Override
    void onClosed(String reason) {
        if (out != null) {
            out.release();
            out = null;
        }
        owner.ended(this);
        User session = user;
        user = null;
        if (session != null) {
            session.closed(reason);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && user != null) {
            user.uncongested();
        }
    }
}
