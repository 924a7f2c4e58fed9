package dev.redoubt.session;

import dev.redoubt.backend.Identity;
import dev.redoubt.backend.PrivateLink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.session.Effect.Subscription;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Follows what the commands of a session do to its private connection: which are unanswered, and
/// what the answers make of session, link and state. It outlives the connection where the state can
/// be given to another.
final class ConnectionTracker {
    private final Session session;
    private PrivateLink link;
    private final Stay stay;
    private final Deque<Expectation> expected = new ArrayDeque<>();
    private final ReplyPeek peek = new ReplyPeek();
    private final Confirmation cut = new Confirmation();
    private final TransactionCopy copy;
    private @Nullable Belongings belongings;
    private ConnectionState state = ConnectionState.CLEAN;
    private boolean uncounted;
    private boolean watchBroken;
    private boolean queueingFailed;
    private boolean spoiled;
    private boolean settingQueued;
    private boolean blurred;
    private Effect.@Nullable Pause queuedPause;

    ConnectionTracker(Session session, PrivateLink link) {
        this.session = session;
        this.link = link;
        stay = session.modes().stay();
        copy = session.modes().transaction();
    }

    ConnectionState state() {
        return state;
    }

    /// Whether replies cannot be matched to commands any more.
    boolean isUncounted() {
        return uncounted;
    }

    /// Whether the latest command is unanswered and may end the transaction; where answers are not
    /// counted, nobody will know.
    boolean mayEndTransaction() {
        Expectation last = expected.peekLast();
        return last != null && !uncounted && isEnd(last);
    }

    private static boolean isEnd(Expectation each) {
        return each.effect() instanceof Effect.Discard || each.effect() instanceof Effect.Execute;
    }

    /// Whether the server will queue what is sent now, for certain.
    boolean queues() {
        return state.multi() && !uncounted && expected.stream().noneMatch(ConnectionTracker::isEnd);
    }

    /// Whether a transaction is open, or one may be.
    boolean mayHaveBegun() {
        return state.multi()
                || uncounted
                || expected.stream().anyMatch(each -> each.effect() instanceof Effect.Begin);
    }

    /// Whether the latest command is unanswered and may make the client somebody else; likewise.
    boolean mayChangeClient() {
        Expectation last = expected.peekLast();
        return last != null && !uncounted && isAboutClient(last.effect());
    }

    private static boolean isAboutClient(Effect effect) {
        return effect instanceof Effect.Login
                || effect instanceof Effect.Hello
                || effect instanceof Effect.Name;
    }

    /// Whether nobody can tell any more which user the connection is, or its name.
    boolean isBlurred() {
        return blurred;
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

    /// Whether the client counts on a state that the unanswered commands do not take away.
    boolean leavesState() {
        return isAttached() || leavesTransaction();
    }

    /// Whether a transaction is open that the unanswered commands do not end.
    boolean leavesTransaction() {
        return afterLoss().multi();
    }

    private ConnectionState afterLoss() {
        return ConnectionMachine.lost(state, expected.stream().map(Expectation::effect).toList());
    }

    /// Where the transaction that is still open begins among the unanswered commands, or their
    /// number; 0 if it began before them.
    int openTransaction() {
        if (!afterLoss().multi()) {
            return expected.size();
        }
        int begin = 0;
        int index = 0;
        boolean open = state.multi();
        for (Expectation each : expected) {
            if (each.effect() instanceof Effect.Begin && !open) {
                begin = index;
                open = true;
            } else if (isEnd(each)) {
                open = false;
            }
            index++;
        }
        return begin;
    }

    /// Whether another connection can be given what this one carries.
    boolean isRestorable() {
        boolean known = !settingQueued || queues();
        return !uncounted
                && known
                && peek.isEmpty()
                && (belongings == null || belongings.areWhole());
    }

    /// Whether the client keeps values, and counts on hearing when they change.
    boolean isTracking() {
        return belongings != null && belongings.isTracking();
    }

    /// What is subscribed and set.
    Belongings belongings() {
        Belongings all = belongings;
        if (all == null) {
            all = new Belongings(session.context());
            belongings = all;
        }
        return all;
    }

    /// The connection ended: what is unanswered of the open transaction was queued, at most, and is
    /// as if it had never been sent.
    ///
    /// @param open where it begins among the unanswered commands
    /// @return its requests; empty where not all of them are known
    ByteBuf takeBackQueued(int open) {
        int unanswered = expected.size() - open;
        ByteBuf again = copy.takeUnanswered(unanswered, queues());
        for (int i = 0; again.isReadable() && i < unanswered; i++) {
            expected.removeLast();
        }
        return again;
    }

    /// The connection ended, and what it carried will be given to another. Nobody knows whether the
    /// watched keys changed. An open transaction without a copy runs nothing.
    void lost() {
        state = afterLoss();
        watchBroken = state.watching();
        boolean known = watchBroken || copy.isWhole();
        queueingFailed = state.multi() && (queueingFailed || !known);
        spoiled = false;
        expected.clear();
        stay.stands(state, null);
    }

    /// What another connection is to be told of the open transaction; null where nothing of it may
    /// run.
    @Nullable TransactionCopy sayable() {
        return state.multi() && !watchBroken && !queueingFailed ? copy : null;
    }

    /// What is unanswered will be sent again, as if it had never been sent.
    void forgetUnanswered() {
        expected.clear();
        copy.drop();
    }

    /// The other connection has been given everything.
    void moved(PrivateLink to) {
        link = to;
        if (copy.isRefused()) {
            spoilTransaction();
        }
    }

    /// Nothing of the connection is needed any more.
    void forget() {
        if (belongings != null) {
            belongings.forget();
        }
    }

    /// Whether the next EXEC must not run anything, since what was watched was lost sight of.
    boolean isWatchBroken() {
        return watchBroken;
    }

    /// A part of the transaction, if there is one, was refused here, of which the server knows
    /// nothing: its EXEC must run nothing, as if the server had refused it. Everything before is
    /// answered.
    void spoilTransaction() {
        // Not every error within MULTI makes the server abort it.
        if (state.multi() && !spoiled) {
            link.appendUnseen("GET");
            spoiled = true;
            queueingFailed = true;
        }
    }

    /// The transaction ends with nothing run.
    ///
    /// @return the reply to its EXEC
    String abort() {
        boolean resp2 = session.profile().identity().protocol() == 2;
        String reply = queueingFailed ? Errors.EXECABORT : resp2 ? "*-1" : "_";
        copy.drop();
        answered(new Effect.Execute(), ConnectionMachine.Answer.OK);
        return reply;
    }

    private void answered(Effect effect, ConnectionMachine.Answer answer) {
        boolean inside = state.multi();
        state = ConnectionMachine.answered(state, effect, answer);
        if (inside) {
            copy.replied();
        } else if (state.multi()) {
            copy.begun();
        } else if (effect instanceof Effect.Begin) {
            copy.drop();
        }
        watchBroken &= state.watching();
        queueingFailed =
                state.multi() && (queueingFailed || answer == ConnectionMachine.Answer.ERROR);
        spoiled &= state.multi();
        settingQueued &= state.multi();
        stay.stands(state, expected.peek());
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
            stay.lasts(command);
        } else if (!uncounted) {
            expected.add(new Expectation(command, effect));
            if (belongings != null) {
                belongings.sent();
            }
        }
        stay.stands(state, expected.peek());
    }

    /// Bytes of a reply came.
    void heard(ByteBuf in, int from, int to, PrivateLink.Piece piece, byte type) {
        if (uncounted) {
            return;
        }
        peek.add(in, from, to);
        if (piece == PrivateLink.Piece.WHOLE) {
            settle(type, in, from, to);
            peek.clear();
            return;
        }
        if (mayConfirm(type) && (peek.isUndecided() || peek.kind().endsWith("subscribe"))) {
            cut.add(in, from, to);
        }
        if (piece.ends()) {
            settle(type, null, 0, 0);
            cut.clear();
            peek.clear();
        }
    }

    /// In RESP3 only a push is about subscriptions: an array that begins with "message" is some
    /// reply.
    private boolean mayConfirm(byte type) {
        Expectation head = expected.peek();
        return type == '>'
                || (session.profile().identity().protocol() == 2
                        && (state.isSubscribed() || (head != null && head.isAboutSubscriptions())));
    }

    /// @param in the whole reply from `from` to `to`; null if it came in pieces
    private void settle(byte type, @Nullable ByteBuf in, int from, int to) {
        String kind = mayConfirm(type) ? peek.kind() : "";
        switch (kind) {
            case "message", "pmessage", "smessage" -> {}
            case "subscribe",
                    "unsubscribe",
                    "psubscribe",
                    "punsubscribe",
                    "ssubscribe",
                    "sunsubscribe" ->
                    confirm(kind, in == null ? cut.name() : Confirmation.name(in, from, to));
            default -> {
                if (type != '>') {
                    answer();
                }
            }
        }
    }

    private void confirm(String word, @Nullable String name) {
        Expectation head = expected.peek();
        Subscription kind = Subscription.of(word);
        ConnectionState before = state;
        state = ConnectionMachine.confirmed(state, kind, peek.total());
        if (head != null && head.isAboutSubscriptions() && head.confirmed(before)) {
            expected.remove();
        }
        stay.stands(state, expected.peek());
        if (!state.isSubscribed()) {
            belongings().subscribedToNothing();
        } else if (word.contains("unsub")) {
            belongings().unsubscribed(kind, name == null ? "" : name);
        } else if (name == null) {
            belongings().missName();
        } else {
            belongings().subscribed(kind, name);
        }
    }

    private void answer() {
        Expectation answered = expected.poll();
        if (answered == null) {
            return;
        }
        ConnectionMachine.Answer answer = peek.answer();
        boolean clean = !state.kept();
        boolean setsNow = settingQueued && answered.effect() instanceof Effect.Execute;
        answered(answered.effect(), answer);
        if (setsNow && answer != ConnectionMachine.Answer.ERROR) {
            belongings().missSetting();
        }
        if (clean && state.kept()) {
            stay.lasts(answered.spec());
        }
        blurred |= answer == ConnectionMachine.Answer.QUEUED && isAboutClient(answered.effect());
        switch (answer) {
            case OK -> {
                apply(answered.effect());
                if (answered.effect() instanceof Effect.Execute && queuedPause != null) {
                    apply(queuedPause);
                }
            }
            case QUEUED -> {
                if (answered.effect() instanceof Effect.Pause pause) {
                    queuedPause = pause;
                }
                settingQueued |=
                        ConnectionMachine.answered(ConnectionState.CLEAN, answered.effect(), answer)
                                .kept();
                if (answered.isAboutSubscriptions()) {
                    uncounted = true;
                    stay.lasts(answered.spec());
                }
                if (answered.effect() instanceof Effect.Taint) {
                    link.spoil();
                }
            }
            case ERROR -> {
                if (answered.effect() instanceof Effect.Hello hello && hello.options() > 1) {
                    // Redis 7.0 heeds one option after the other: the connection may be another
                    // user's now, or have a name, and yet the answer is an error.
                    link.spoil();
                    blurred = true;
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
            case Effect.Keep(List<String> again) -> {
                if (again.isEmpty()) {
                    belongings().missSetting();
                } else {
                    belongings().keep(again, expected.isEmpty());
                }
            }
            case Effect.Load(String script) -> session.backend().scripts().loaded(script);
            case Effect.Pause(Duration length) -> session.backend().interference().pause(length);
            case Effect.Unload _ -> session.backend().scripts().clear();
            case Effect.None _,
                    Effect.Begin _,
                    Effect.Execute _,
                    Effect.Discard _,
                    Effect.Watch _,
                    Effect.Unwatch _,
                    Effect.Subscribe _,
                    Effect.Unsubscribe _,
                    Effect.Uncounted _ -> {}
        }
    }

    private void become(Identity identity) {
        session.become(identity);
        link.changed(identity);
    }

    private void rename(String name) {
        session.rename(name);
        link.named(name);
    }
}
