package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.session.Effect.Subscription;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Follows what the commands of a session do to its private connection: which are unanswered, and
/// what the answers make of session, link and state.
final class ConnectionTracker {
    private final Session session;
    private final PrivateLink link;
    private final Deque<Expectation> expected = new ArrayDeque<>();
    private final ReplyPeek peek = new ReplyPeek();
    private ConnectionState state = ConnectionState.CLEAN;
    private boolean uncounted;

    ConnectionTracker(Session session, PrivateLink link) {
        this.session = session;
        this.link = link;
    }

    ConnectionState state() {
        return state;
    }

    /// Whether replies cannot be matched to commands any more.
    boolean isUncounted() {
        return uncounted;
    }

    /// Commands that are not answered yet, oldest first.
    List<Expectation> unanswered() {
        return List.copyOf(expected);
    }

    int owed() {
        return uncounted ? 0 : expected.size();
    }

    /// Whether the oldest unanswered command is one that the server answers by itself.
    boolean awaitsAnswer() {
        Expectation head = expected.peek();
        return head != null && !uncounted && !head.mayWait();
    }

    /// Whether the connection carries more than its identity, or a reply is cut right now: then its
    /// end cannot be hidden from the client.
    boolean isAttached() {
        return uncounted || !state.isClean() || !peek.isEmpty();
    }

    /// Whether the server holds an answer back until others do something.
    boolean isBlocked() {
        return expected.stream().anyMatch(Expectation::mayWait);
    }

    /// Whether everything is answered, as far as that can be told.
    boolean isSettled() {
        return expected.isEmpty() && !uncounted && peek.isEmpty();
    }

    /// A command was sent.
    void sent(CommandSpec command, Effect effect) {
        if (effect instanceof Effect.Uncounted) {
            uncounted = true;
        } else if (!uncounted) {
            expected.add(new Expectation(command, effect));
        }
    }

    /// Bytes of a reply came.
    void heard(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (!uncounted) {
            peek.add(in, from, to);
            if (piece.ends()) {
                settle(type);
                peek.clear();
            }
        }
    }

    private void settle(byte type) {
        Expectation head = expected.peek();
        // In RESP3 only a push is about them: an array that begins with "message" is some reply.
        boolean subscriptions =
                type == '>'
                        || (session.profile().identity().protocol() == 2
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
            case QUEUED -> {
                uncounted |= answered.isAboutSubscriptions();
                if (answered.effect() instanceof Effect.Taint) {
                    link.spoil();
                }
            }
            case ERROR -> {
                if (answered.effect() instanceof Effect.Hello hello && hello.options() > 1) {
                    // Redis 7.0 heeds one option after the other: the connection may be another
                    // user's now, or have a name, and yet the answer is an error.
                    link.spoil();
                }
            }
        }
    }

    private void apply(Effect effect) {
        switch (effect) {
            case Effect.Select(int database) ->
                    become(session.profile().identity().withDatabase(database));
            case Effect.Name(String name) -> rename(name);
            case Effect.Login(var credentials) -> {
                session.authenticate();
                become(Authentication.identity(session, credentials));
            }
            case Effect.Hello(int protocol, var name, var credentials, _) -> {
                Identity identity = session.profile().identity();
                if (credentials != null) {
                    session.authenticate();
                    identity = Authentication.identity(session, credentials);
                }
                become(identity.withProtocol(protocol));
                if (name != null) {
                    rename(name);
                }
            }
            case Effect.Taint _ -> link.spoil();
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
        link.changed(identity);
    }

    private void rename(String name) {
        session.profile().rename(name);
        link.named(name);
    }
}
