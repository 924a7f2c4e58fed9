package dev.redoubt.backend;

import dev.redoubt.resp.RespEncoder;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Asks the server of a link that lay idle whether it is still there, before the session gets it: a
/// command sent into a dead link would be lost, or be an error that nobody needed.
final class PrivateCheck implements PrivateLink.User {
    private final PrivateLink link;
    private final PrivateLink.User session;
    private final Duration timeout;
    private final Consumer<String> dead;
    private @Nullable Future<?> timer;

    /// @param dead is told instead of `session` when the link ends first
    PrivateCheck(
            PrivateLink link, PrivateLink.User session, Duration timeout, Consumer<String> dead) {
        this.link = link;
        this.session = session;
        this.timeout = timeout;
        this.dead = dead;
    }

    @Override
    public void opened(PrivateLink opened) {
        ByteBuf ping = link.channel().alloc().buffer(32);
        RespEncoder.ownCommand(ping, "PING");
        link.append(ping, ping.readerIndex(), ping.writerIndex());
        ping.release();
        timer =
                link.loop()
                        .eventLoop()
                        .schedule(
                                () -> link.close(Link.silence(timeout.toNanos())),
                                timeout.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /// Whatever it answers, it is there.
    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (piece.ends() && type != '>') {
            stopTimer();
            link.attach(session);
        }
    }

    @Override
    public void closed(String reason) {
        stopTimer();
        dead.accept(reason);
    }

    @Override
    public void refused(OpenFailure failure) {}

    @Override
    public boolean awaitsAnswer() {
        return false;
    }

    @Override
    public void uncongested() {}

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
