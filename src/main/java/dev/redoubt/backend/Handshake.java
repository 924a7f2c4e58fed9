package dev.redoubt.backend;

import dev.redoubt.net.ConnectFailures;
import dev.redoubt.net.OwnConnections;
import dev.redoubt.resp.Decoded;
import dev.redoubt.resp.OwnCommands;
import dev.redoubt.resp.RespDecoder;
import dev.redoubt.resp.RespEncoder;
import dev.redoubt.resp.RespValue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.jspecify.annotations.Nullable;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The first words on a new link, all in one packet: AUTH, HELLO, SELECT, the link's name, PING,
/// and ROLE, whose answer must be master; where writes are durable, INFO, whose process must be
/// known to have what was acknowledged. All that is said as the pool's own user, since another may
/// be allowed less; if the link is another's, its AUTH is the last word. Then it gives the channel
/// to the link and leaves.
///
/// PING is there because a server that loads its data answers all the others as if it were ready.
final class Handshake extends ChannelInboundHandlerAdapter {
    private static final RespDecoder DECODER = new RespDecoder(256 * 1024);

    private final Link link;
    private final Duration timeout;
    private final OwnConnections connections;
    private final Pledges pledges;
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable ByteBuf received;
    private @Nullable Future<?> timer;
    private boolean decided;

    private record Step(OpeningQuestion question, List<String> command) {}

    /// @param own what the pool is to its servers
    /// @param name what CLIENT LIST shows of the link; empty for none
    /// @param scripts what the server is given, in ISO 8859-1
    /// @param connections hears of this one
    /// @param pledges where there are any, the process that answers must be one that may be used
    Handshake(
            Link link,
            Identity own,
            Duration timeout,
            String name,
            List<String> scripts,
            OwnConnections connections,
            Pledges pledges) {
        this.link = link;
        this.pledges = pledges;
        this.connections = connections;
        this.timeout = timeout;
        Identity identity = link.identity();
        boolean isOwn = identity.isSameUser(own);
        own.credentials()
                .ifPresent(user ->
                        add(
                                isOwn ? OpeningQuestion.IDENTITY : OpeningQuestion.OWN_USER,
                                List.of(user.command())));
        if (identity.protocol() != 2) {
            add(OpeningQuestion.IDENTITY, List.of("HELLO", Integer.toString(identity.protocol())));
        }
        if (identity.database() != 0) {
            add(OpeningQuestion.IDENTITY, List.of("SELECT", Integer.toString(identity.database())));
        }
        if (!name.isEmpty()) {
            add(OpeningQuestion.NAME, List.of("CLIENT", "SETNAME", name));
        }
        add(OpeningQuestion.READY, List.of("PING"));
        add(OpeningQuestion.ROLE, List.of("ROLE"));
        if (!pledges.isEmpty()) {
            add(OpeningQuestion.PROCESS, List.of("INFO", "server"));
        }
        scripts.forEach(script -> add(OpeningQuestion.SCRIPT, List.of("SCRIPT", "LOAD", script)));
        if (!isOwn) {
            identity.credentials()
                    .ifPresent(user -> add(OpeningQuestion.IDENTITY, List.of(user.command())));
        }
    }

    private void add(OpeningQuestion question, List<String> command) {
        steps.add(new Step(question, command));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connections.add(context.channel());
        ByteBuf out = context.alloc().buffer(256);
        steps.forEach(step -> write(out, step));
        context.writeAndFlush(out);
        timer =
                context.executor()
                        .schedule(
                                () ->
                                        fail(
                                                context,
                                                OpenFailure.Kind.UNREACHABLE,
                                                "no answer within " + timeout.toMillis() + " ms"),
                                timeout.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    private static void write(ByteBuf out, Step step) {
        Charset charset =
                step.question() == OpeningQuestion.SCRIPT
                        ? StandardCharsets.ISO_8859_1
                        : StandardCharsets.UTF_8;
        byte[][] words =
                step.command().stream().map(word -> word.getBytes(charset)).toArray(byte[][]::new);
        words[0] = OwnCommands.spelled(step.command().getFirst()).getBytes(charset);
        RespEncoder.command(out, words);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (decided) {
            in.release();
            return;
        }
        if (received == null) {
            received = in;
        } else {
            received.writeBytes(in);
            in.release();
        }
        while (!decided && !steps.isEmpty()) {
            switch (DECODER.decode(received)) {
                case Decoded.Complete(RespValue value) ->
                        steps.remove()
                                .question()
                                .judge(value, pledges)
                                .ifPresent(
                                        failure -> fail(context, failure.kind(), failure.text()));
                case Decoded.Malformed(var error) ->
                        fail(context, OpenFailure.Kind.UNREACHABLE, "not Redis: " + error);
                case Decoded.Incomplete() -> {
                    return;
                }
            }
        }
        if (!decided && received != null && received.isReadable()) {
            fail(context, OpenFailure.Kind.UNREACHABLE, "the server sent what nobody asked for");
        } else if (!decided) {
            finish(context);
        }
    }

    private void finish(ChannelHandlerContext context) {
        decide();
        context.pipeline().replace(this, "link", link);
        link.opened(context.channel());
    }

    private void fail(ChannelHandlerContext context, OpenFailure.Kind kind, String text) {
        if (!decided) {
            decide();
            context.close();
            link.openFailed(new OpenFailure(kind, text));
        }
    }

    private void decide() {
        decided = true;
        if (timer != null) {
            timer.cancel(false);
        }
        if (received != null) {
            received.release();
            received = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(context, OpenFailure.Kind.UNREACHABLE, "connection closed during the handshake");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(context, OpenFailure.Kind.UNREACHABLE, ConnectFailures.ending(cause).words());
    }
}
