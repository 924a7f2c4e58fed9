package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.OpenFailure;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.InlineRequest;
import dev.redoubt.resp.RequestScanner;
import dev.redoubt.session.Effect.Subscription;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The mode of a session whose state needs a link of its own. Each command is noted with what it
/// does to the connection; the answers carry that out. When everything is answered and no state is
/// left, the session goes back to shared links.
final class PrivateMode implements PrivateLink.User {
    private static final long RETRY_MILLIS = 50;

    private final Session session;
    private final Deque<Expectation> expected = new ArrayDeque<>();
    private final ReplyPeek peek = new ReplyPeek();
    private ConnectionState state = ConnectionState.CLEAN;
    private boolean uncounted;
    private @Nullable PrivateLink link;

    PrivateMode(Session session) {
        this.session = session;
    }

    boolean isOpen() {
        return link != null;
    }

    /// Commands that are not answered yet.
    int owed() {
        return expected.size();
    }

    // Requests

    /// Takes the next request; true if it should be called again.
    boolean advance() {
        PrivateLink open = link;
        if (open == null) {
            return false;
        }
        RequestScanner scanner = session.input().scanner();
        return switch (scanner.scan(session.input().buffer())) {
            case INCOMPLETE -> false;
            case INLINE -> inline();
            case MALFORMED -> {
                if (expected.isEmpty()) {
                    session.malformed(scanner.problem());
                } else {
                    session.await(Session.Gate.DRAINING);
                }
                yield false;
            }
            case COMPLETE -> {
                if (open.congested()) {
                    session.await(Session.Gate.CONGESTED);
                    yield false;
                }
                yield take(open);
            }
        };
    }

    private boolean inline() {
        List<byte[]> arguments = InlineRequest.split(session.input().line());
        if (arguments == null) {
            session.malformed("Protocol error: unbalanced quotes in request");
            return false;
        }
        if (arguments.isEmpty()) {
            session.input().scanner().next();
        } else {
            session.input().replace(arguments, ByteBufAllocator.DEFAULT);
        }
        return true;
    }

    private boolean take(PrivateLink open) {
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        CommandSpec spec =
                session.context()
                        .table()
                        .find(input.buffer(), scanner.nameStart(), scanner.nameLength());
        if (isAnsweredHere(spec)) {
            if (!expected.isEmpty()) {
                session.await(Session.Gate.DRAINING);
                return false;
            }
            return SpecialCommands.handle(session, spec);
        }
        Effect effect =
                spec.handling() == Handling.PLAIN
                        ? Effects.of(spec, List.of())
                        : Effects.of(spec, input.arguments());
        if (effect instanceof Effect.Uncounted && !expected.isEmpty()) {
            session.await(Session.Gate.DRAINING);
            return false;
        }
        if (spec.handling() == Handling.WAIT && expected.isEmpty() && state.isClean()) {
            // Up to Redis 7.0 any command makes a later WAIT cover what others' links wrote.
            open.appendUnseen("PING");
        }
        send(open, spec, effect);
        return true;
    }

    private boolean isAnsweredHere(CommandSpec spec) {
        return switch (spec.handling()) {
            case QUIT, RESET, REPLICATION -> true;
            case AUTH, HELLO ->
                    !uncounted && !state.multi() && Authentication.concernsPool(session, spec);
            case PLAIN,
                    ENDING,
                    BLOCKING,
                    CONNECTION,
                    WAIT,
                    MULTI,
                    WATCH,
                    SELECT,
                    SUBSCRIBE,
                    UNSUBSCRIBE,
                    MONITOR ->
                    false;
        };
    }

    private void send(PrivateLink open, CommandSpec spec, Effect effect) {
        RequestScanner scanner = session.input().scanner();
        open.append(session.input().buffer(), scanner.start(), scanner.end());
        session.context().tallies().commands().add(1);
        if (effect instanceof Effect.Uncounted) {
            uncounted = true;
        } else if (!uncounted) {
            expected.add(new Expectation(spec.name(), effect));
        }
        scanner.next();
    }

    // The link

    @Override
    public void opened(PrivateLink opened) {
        link = opened;
        if (session.hasEnded()) {
            abandon();
            return;
        }
        if (!opened.name().equals(session.name())) {
            opened.appendUnseen("CLIENT", "SETNAME", session.name());
            opened.named(session.name());
        }
        session.reopen(Session.Gate.OPENING);
    }

    @Override
    public void refused(OpenFailure failure) {
        if (session.hasEnded()) {
            return;
        }
        session.leavePrivate();
        if (failure.kind() == OpenFailure.Kind.REFUSED) {
            session.answerFirst(Errors.noPrivateLink(failure.text()));
        } else {
            session.hold();
            session.loop()
                    .eventLoop()
                    .schedule(session::resume, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void uncongested() {
        session.reopen(Session.Gate.CONGESTED);
    }

    /// Gives the link back, with nothing of this session on it.
    void leave() {
        PrivateLink open = link;
        link = null;
        if (open == null) {
            return;
        }
        if (uncounted || !state.isClean() || !expected.isEmpty()) {
            open.spoil();
        }
        session.backend().release(open);
    }

    /// The client is gone, and takes with it what it waited for.
    void abandon() {
        if (link != null) {
            session.backend().abandon(link);
            link = null;
        }
    }

    /// State that died with the link cannot be given back to the client, so its connection ends, as
    /// it would have without a proxy; without state only the unanswered commands are told.
    @Override
    public void closed(String reason) {
        link = null;
        if (session.hasEnded()) {
            return;
        }
        if (uncounted || !state.isClean() || !peek.isEmpty()) {
            session.close();
            return;
        }
        for (Expectation unanswered : expected) {
            session.output().addLine(Errors.unanswered(unanswered.command()));
            session.context().tallies().unanswered().add(1);
        }
        expected.clear();
        session.leavePrivate();
        session.linkGone();
    }

    // Replies

    @Override
    public void reply(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (session.hasEnded()) {
            return;
        }
        session.output().add(in, from, to);
        session.replied();
        if (!uncounted) {
            peek.add(in, from, to);
            if (piece.ends()) {
                settle(type);
                peek.clear();
            }
        }
        if (expected.isEmpty() && !uncounted && peek.isEmpty()) {
            if (state.isClean()) {
                session.leavePrivate();
            }
            session.drained();
        }
    }

    private void settle(byte type) {
        Expectation head = expected.peek();
        // In RESP3 only a push is about them: an array that begins with "message" is some reply.
        boolean subscriptions =
                type == '>'
                        || (session.identity().protocol() == 2
                                && (state.isSubscribed()
                                        || (head != null && head.isAboutSubscriptions())));
        String kind = subscriptions ? peek.kind() : "";
        switch (kind) {
            case "message", "pmessage", "smessage" -> {}
            case "subscribe", "unsubscribe" -> confirm(head, Subscription.CHANNEL);
            case "psubscribe", "punsubscribe" -> confirm(head, Subscription.PATTERN);
            case "ssubscribe", "sunsubscribe" -> confirm(head, Subscription.SHARD);
            default -> {
                if (type != '>') {
                    answer();
                }
            }
        }
    }

    private void confirm(@Nullable Expectation head, Subscription kind) {
        ConnectionState before = state;
        state = ConnectionMachine.confirmed(state, kind, peek.total());
        if (head != null && head.isAboutSubscriptions() && head.confirmed(before)) {
            expected.remove();
        }
    }

    private void answer() {
        Expectation answered = expected.poll();
        if (answered == null) {
            return;
        }
        ConnectionMachine.Answer answer = peek.answer();
        state = ConnectionMachine.answered(state, answered.effect(), answer);
        switch (answer) {
            case OK -> apply(answered.effect());
            case QUEUED -> uncounted |= answered.isAboutSubscriptions();
            case ERROR -> {}
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Select(int database) -> become(session.identity().withDatabase(database));
            case Effect.Name(String name) -> rename(name);
            case Effect.Login(var credentials) -> {
                session.authenticate();
                become(session.identity().withCredentials(credentials));
            }
            case Effect.Hello(int protocol, var name, var credentials) -> {
                Identity identity = session.identity().withProtocol(protocol);
                if (credentials != null) {
                    session.authenticate();
                    identity = identity.withCredentials(credentials);
                }
                become(identity);
                if (name != null) {
                    rename(name);
                }
            }
            case Effect.Taint _ -> {
                if (link != null) {
                    link.spoil();
                }
            }
            case Effect.None _,
                    Effect.Begin _,
                    Effect.Execute _,
                    Effect.Discard _,
                    Effect.Watch _,
                    Effect.Unwatch _,
                    Effect.Subscribe _,
                    Effect.Unsubscribe _,
                    Effect.Keep _,
                    Effect.Uncounted _ -> {}
        }
    }

    private void become(Identity identity) {
        session.become(identity);
        if (link != null) {
            link.changed(identity);
        }
    }

    private void rename(String name) {
        session.rename(name);
        if (link != null) {
            link.named(name);
        }
    }
}
