package dev.redoubt.backend;

import dev.redoubt.net.ConnectFailures;
import dev.redoubt.net.Credentials;
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
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// The first words on a new link, all in one packet: AUTH, HELLO, SELECT, the link's name, PING,
/// ROLE, whose answer must be master, and where it matters INFO: whether this is still the process
/// that may be used. All that is said as the pool's own user, since another may be allowed less; if
/// the link is another's, its AUTH is the last word. Then it gives the channel to the link and
/// leaves.
///
/// PING is there because a server that loads its data answers all the others as if it were ready.
final class Handshake extends ChannelInboundHandlerAdapter {
    private static final RespDecoder DECODER = new RespDecoder(256 * 1024);

    private final Link link;
    private final Duration timeout;
    private final OwnConnections connections;
    private final @Nullable KnownProcess process;
    private final Deque<Step> steps = new ArrayDeque<>();
    private @Nullable ByteBuf received;
    private @Nullable Future<?> timer;
    private boolean decided;

    /// What is asked, and what an answer means.
    private enum Question {
        OWN_USER,
        IDENTITY,
        NAME,
        READY,
        ROLE,
        PROCESS,
        SCRIPT
    }

    private record Step(Question question, List<String> command) {}

    /// @param own what the pool is to its servers
    /// @param name what CLIENT LIST shows of the link; empty for none
    /// @param scripts what the server is given, in ISO 8859-1
    /// @param connections hears of this one
    /// @param process which must answer; null for any
    Handshake(
            Link link,
            Identity own,
            Duration timeout,
            String name,
            List<String> scripts,
            OwnConnections connections,
            @Nullable KnownProcess process) {
        this.link = link;
        this.process = process;
        this.connections = connections;
        this.timeout = timeout;
        Identity identity = link.identity();
        boolean isOwn = identity.isSameUser(own);
        own.credentials()
                .ifPresent(user ->
                        add(
                                isOwn ? Question.IDENTITY : Question.OWN_USER,
                                List.of(user.command())));
        if (identity.protocol() != 2) {
            add(Question.IDENTITY, List.of("HELLO", Integer.toString(identity.protocol())));
        }
        if (identity.database() != 0) {
            add(Question.IDENTITY, List.of("SELECT", Integer.toString(identity.database())));
        }
        if (!name.isEmpty()) {
            add(Question.NAME, List.of("CLIENT", "SETNAME", name));
        }
        add(Question.READY, List.of("PING"));
        add(Question.ROLE, List.of("ROLE"));
        if (process != null) {
            add(Question.PROCESS, List.of(KnownProcess.QUESTION));
        }
        scripts.forEach(script -> add(Question.SCRIPT, List.of("SCRIPT", "LOAD", script)));
        if (!isOwn) {
            identity.credentials()
                    .ifPresent(user -> add(Question.IDENTITY, List.of(user.command())));
        }
    }

    private void add(Question question, List<String> command) {
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
                step.question() == Question.SCRIPT
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
                        judge(steps.remove(), value)
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

    private Optional<OpenFailure> judge(Step step, RespValue value) {
        boolean error = value instanceof RespValue.ErrorReply;
        String text = value instanceof RespValue.ErrorReply(String message) ? message : "";
        if (text.startsWith("BUSY ") && step.question() != Question.IDENTITY) {
            // A script runs. What the clients ask is answered so, too, and they can end it.
            return Optional.empty();
        }
        if (passes(text)) {
            return Optional.of(new OpenFailure(OpenFailure.Kind.UNREACHABLE, text));
        }
        if (turnsAway(text)) {
            return Optional.of(new OpenFailure(OpenFailure.Kind.REFUSED, text));
        }
        return switch (step.question()) {
            case NAME, READY, SCRIPT -> Optional.empty();
            case OWN_USER ->
                    error && !Credentials.areUnneeded(text)
                            ? Optional.of(
                                    new OpenFailure(
                                            OpenFailure.Kind.UNREACHABLE,
                                            "the pool's own user is refused: " + text))
                            : Optional.empty();
            case IDENTITY ->
                    error && !Credentials.areUnneeded(text)
                            ? Optional.of(new OpenFailure(OpenFailure.Kind.REFUSED, text))
                            : Optional.empty();
            case ROLE -> judgeRole(value, text);
            case PROCESS -> process == null ? Optional.empty() : process.judge(value);
        };
    }

    /// Whether the server will be ready by itself: try again.
    private static boolean passes(String error) {
        return error.startsWith("LOADING ") || error.startsWith("MASTERDOWN ");
    }

    /// Whether the server says this to whoever connects, instead of an answer, and hangs up: it has
    /// `maxclients` connections, or is in protected mode.
    private static boolean turnsAway(String error) {
        return error.startsWith("ERR max number of clients") || error.startsWith("DENIED ");
    }

    /// A user who may not ask for the role is believed: the pool's own links have asked.
    private static Optional<OpenFailure> judgeRole(RespValue value, String error) {
        if (error.startsWith("NOPERM")) {
            return Optional.empty();
        }
        if (!error.isEmpty()) {
            return Optional.of(new OpenFailure(OpenFailure.Kind.REFUSED, error));
        }
        List<RespValue> elements = value.elements();
        String role = elements.isEmpty() ? "" : elements.getFirst().text().orElse("");
        return role.equals("master")
                ? Optional.empty()
                : Optional.of(new OpenFailure(OpenFailure.Kind.NOT_PRIMARY, "its ROLE is " + role));
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
