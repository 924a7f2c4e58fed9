package dev.redoubt.session;

import dev.redoubt.backend.Asked;
import dev.redoubt.backend.Identity;
import dev.redoubt.backend.Interference;
import dev.redoubt.backend.Lane;
import dev.redoubt.backend.ReplySink;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

import java.net.SocketAddress;
import java.util.Objects;

/// The common mode: requests that leave their connection clean go over a lane that many sessions
/// share, neighbours in one piece; replies come back in order as bytes. All else is handed to
/// [SpecialCommands], one request at a time, when everything before it is answered.
final class SharedMode implements ReplySink {
    private final Session session;
    private final Window window = new Window();
    private final Road road;
    private final Recovery recovery;
    private final Selection selection;
    private int owed;
    private boolean askedAgain;

    SharedMode(Session session, int spread) {
        this.session = session;
        road = new Road(session, this, spread);
        recovery = new Recovery(session);
        selection = new Selection(session);
    }

    /// Replies that are outstanding.
    int owed() {
        return owed;
    }

    /// Whether requests are sent again, or replies wait for such.
    boolean isRecovering() {
        return recovery.isUnderWay() || recovery.isSettingAside();
    }

    /// Where the link comes from that its replies come over; null while there is none.
    @Nullable SocketAddress laneAddress() {
        return road.address();
    }

    /// The client is somebody else from now on; nothing of it is unanswered.
    void forgetLane() {
        road.forget();
    }

    /// The client reads again.
    void readOn() {
        Lane lane = road.lane();
        if (lane != null) {
            lane.readOn(this);
        }
        reopenWindow();
    }

    /// Frees what waits for the client, which is gone.
    void abandon() {
        road.leave();
        recovery.release();
    }

    // Requests

    /// Takes as many requests as there are; true if it should be called again.
    boolean advance() {
        ClientInput input = session.input();
        RequestScanner scanner = input.scanner();
        ByteBuf in = input.buffer();
        int from = 0;
        int to = 0;
        int count = 0;
        Interference interference = session.backend().interference();
        boolean disturbed = interference.isAny();
        boolean paused = disturbed && interference.pauses() && !recovery.isUnderWay();
        if (!session.output().isWritable()) {
            // Who leaves replies unread gets no more of them.
            session.shut(Session.Gate.WINDOW);
            return false;
        }
        int most = window.commands() - owed;
        if (recovery.isUnderWay()) {
            int quota = recovery.quota(owed);
            if (quota == 0) {
                session.shut(Session.Gate.DRAINING);
                return false;
            }
            most = Math.min(most, quota);
        }
        while (true) {
            if (count >= most) {
                send(in, from, to, count);
                return withinWindow();
            }
            RequestScanner.Result found = scanner.scan(in);
            if (found == RequestScanner.Result.COMPLETE) {
                CommandSpec spec = session.context().find(in, scanner);
                if (isShared(spec.handling(), in)) {
                    if (disturbed && WriteHold.stops(session, spec)) {
                        send(in, from, to, count);
                        return holdBack(count);
                    }
                    if (paused && spec.mayBePaused()) {
                        // Over a private link it keeps nobody else waiting (CLIENT PAUSE).
                        send(in, from, to, count);
                        return takePrivate(count);
                    }
                    if (!road.takes(spec, owed, count)) {
                        send(in, from, to, count);
                        return drainFirst();
                    }
                    if (count == 0) {
                        if (!road.isReady(owed)) {
                            return session.gate() == Session.Gate.OPEN;
                        }
                        from = scanner.start();
                    }
                    if (spec.handling() == Handling.SCRIPT) {
                        session.context().scripts().sees(session, spec, in, scanner);
                    }
                    count++;
                    to = scanner.end();
                    scanner.next();
                    continue;
                }
                send(in, from, to, count);
                boolean ended = count > 0 && owed == 0;
                return ended ? drainFirst() : special(spec);
            }
            send(in, from, to, count);
            return switch (found) {
                case INLINE -> session.takeInline();
                case MALFORMED -> {
                    session.malformed(scanner.problem());
                    yield false;
                }
                case COMPLETE, INCOMPLETE -> session.isTooLargeToGather() && large();
            };
        }
    }

    private boolean isShared(Handling handling, ByteBuf in) {
        return (handling == Handling.PLAIN
                        || handling == Handling.ENDING
                        || handling == Handling.SCRIPT
                        || (handling == Handling.PUBLISH
                                && !ReservedChannel.isIn(in, session.input().scanner())))
                && session.profile().isAuthenticated();
    }

    /// The request that the scanner found waits until all before it are answered.
    private boolean drainFirst() {
        if (owed == 0) {
            // What was just sent has found its lane's end: it is answered, or comes again.
            session.input().scanner().rewind();
            return true;
        }
        session.standBefore(Session.Gate.DRAINING);
        return false;
    }

    /// The request that the scanner found, behind `count` just sent, waits until writes go on.
    private boolean holdBack(int count) {
        if (count > 0 || owed > 0) {
            return drainFirst();
        }
        session.hold();
        return false;
    }

    /// Takes a private link for the request that the scanner found, behind `count` just sent.
    private boolean takePrivate(int count) {
        boolean waits = owed > 0 || count > 0;
        return waits ? drainFirst() : session.modes().enterPrivate();
    }

    private void send(ByteBuf in, int from, int to, int count) {
        if (count > 0 && road.lane() != null) {
            owed += count;
            recovery.sent(count);
            session.context().tallies().commands().add(count);
            road.append(in, from, to, count);
        }
    }

    /// Shuts the gate, unless what was just sent has found its lane's end and is answered.
    private boolean withinWindow() {
        if (owed >= window.commands()) {
            session.shut(Session.Gate.WINDOW);
            return false;
        }
        return true;
    }

    /// Sends the SELECT that the scanner found over a link of the database that it asks for.
    /// Nothing is unanswered, and nothing follows until it is answered.
    boolean select(Identity target) {
        if (!road.turnTo(target)) {
            return session.modes().enterPrivate();
        }
        selection.begin(target);
        RequestScanner scanner = session.input().scanner();
        int from = scanner.start();
        int to = scanner.end();
        // First: should the link end at the writing, it is put back, and asked again elsewhere.
        scanner.next();
        send(session.input().buffer(), from, to, 1);
        if (owed > 0) {
            session.shut(Session.Gate.DRAINING);
        }
        return owed == 0;
    }

    /// Sends the request that the scanner found, whose reply comes by way of `sink`. Nothing is
    /// unanswered, and nothing follows until it is answered.
    boolean askAlone(ReplySink sink) {
        road.takesRead();
        if (!road.isReady(owed)) {
            return session.gate() == Session.Gate.OPEN;
        }
        RequestScanner scanner = session.input().scanner();
        int from = scanner.start();
        int to = scanner.end();
        scanner.next();
        owed++;
        recovery.sent(1);
        session.context().tallies().commands().add(1);
        Objects.requireNonNull(road.lane()).append(sink, session.input().buffer(), from, to, 1);
        if (owed > 0) {
            session.shut(Session.Gate.DRAINING);
        }
        return owed == 0;
    }

    private boolean special(CommandSpec spec) {
        if (spec.handling() == Handling.MULTI && session.profile().isAuthenticated()) {
            // What a pause holds up would hold up the link (CLIENT PAUSE).
            TransactionUnit unit = session.backend().interference().pauses() ? null : unit();
            if (unit != null && unit.length() > 0) {
                boolean waits = unit.writes() && session.backend().interference().holdsWrites();
                return waits ? holdBack(0) : transaction(unit);
            }
        }
        if (owed > 0) {
            return drainFirst();
        }
        if (session.profile().isAuthenticated() && WriteHold.stops(session, spec)) {
            return holdBack(0);
        }
        return SpecialCommands.handle(session, spec);
    }

    /// The requests from the MULTI that the scanner found to its EXEC.
    private TransactionUnit unit() {
        return TransactionUnit.at(
                session.input().buffer(), session.input().scanner().start(), session.context());
    }

    /// MULTI to EXEC in one piece leaves nothing behind: it travels like any other command.
    private boolean transaction(TransactionUnit unit) {
        int count = unit.length();
        if (!road.takesUnit(count, unit.writes(), owed)) {
            return drainFirst();
        }
        if (!road.isReady(owed)) {
            return session.gate() == Session.Gate.OPEN;
        }
        RequestScanner scanner = session.input().scanner();
        ByteBuf in = session.input().buffer();
        int start = scanner.start();
        for (int i = 1; i < count; i++) {
            scanner.next();
            scanner.scan(in);
            if (unit.scripts()) {
                seeScript(in, scanner);
            }
        }
        int end = scanner.end();
        // First: should the link end at the writing, all of it is put back.
        scanner.next();
        send(in, start, end, count);
        return true;
    }

    private void seeScript(ByteBuf in, RequestScanner scanner) {
        CommandSpec spec = session.context().find(in, scanner);
        if (spec.handling() == Handling.SCRIPT) {
            session.context().scripts().sees(session, spec, in, scanner);
        }
    }

    /// A request too large to gather: it streams over a private link.
    private boolean large() {
        if (owed > 0) {
            return drainFirst();
        }
        LargeRequest request = LargeRequest.of(session);
        if (request.refusal() != null) {
            return SpecialCommands.answer(session, request.refusal());
        }
        if (WriteHold.stopsBegun(session, request.command())) {
            return holdBack(0);
        }
        return session.modes().enterPrivate();
    }

    // Replies

    @Override
    public void replies(ByteBuf in, int from, int to, int completed) {
        owed -= completed;
        if (session.hasEnded()) {
            return;
        }
        askedAgain = false;
        selection.heard(in, from);
        window.answered(to - from, completed);
        int begin = recovery.unknownFrom(in, from, to);
        if (begin < to) {
            session.output().add(in, begin, to);
        }
        Lane lane = road.lane();
        if (lane == null || !lane.isPaced()) {
            session.closeIfBehind();
        }
        if (owed == 0 && completed > 0) {
            if (selection.isUnderWay() && !selection.isAccepted()) {
                road.forget();
            }
            recovery.handKnown(owed);
            session.drained();
        }
        reopenWindow();
    }

    private void reopenWindow() {
        if (session.gate() == Session.Gate.WINDOW
                && owed <= window.commands() / 2
                && session.output().isWritable()) {
            session.reopen(Session.Gate.WINDOW);
        }
    }

    @Override
    public long unreadBytes() {
        return session.output().isWritable() ? 0 : session.output().unreadBytes();
    }

    @Override
    public boolean hasLeft() {
        return session.hasEnded();
    }

    /// Whatever may run twice can be asked again: once, or many clients that all ask for something
    /// large would ask again at the answer to each of the others.
    @Override
    public boolean takesBack(ByteBuf requests) {
        if (session.hasEnded()) {
            owed = 0;
            return true;
        }
        boolean may =
                !askedAgain
                        && !recovery.isUnderWay()
                        && session.gate() != Session.Gate.CLOSING
                        && Repeatable.all(requests, session.context());
        if (may) {
            askedAgain = true;
            owed = 0;
            session.takeBack(requests);
        }
        return may;
    }

    @Override
    public void tooSlow() {
        session.closeForOutput();
    }

    @Override
    public void giveUp() {
        session.close();
    }

    @Override
    public void replyCut() {
        session.close();
    }

    // What a lane leaves behind

    @Override
    public void unanswered(Asked asked) {
        if (!selection.isUnderWay()) {
            recovery.unanswered(asked);
        }
    }

    @Override
    public boolean isSettingAside() {
        return recovery.isSettingAside();
    }

    @Override
    public boolean setsAside(Asked asked, ByteBuf in, int from, int to) {
        boolean dealtWith = !selection.isUnderWay() && recovery.setsAside(asked, in, from, to);
        if (dealtWith) {
            owed--;
        }
        return dealtWith;
    }

    @Override
    public void laneEnded() {
        owed = 0;
        if (selection.isUnderWay()) {
            road.forget();
            ByteBuf again = selection.again();
            session.takeBack(again);
            again.release();
            return;
        }
        ByteBuf requests = recovery.gathered();
        if (requests != null) {
            session.takeBack(requests);
            requests.release();
            if (owed == 0) {
                session.drained();
            }
        }
    }

    /// The next request is refused.
    ///
    /// @return whether its client has got a reply to it already
    boolean refused() {
        return recovery.refused();
    }

    /// Requests were refused: replies that waited for theirs may go.
    void refusedSome() {
        recovery.handKnown(owed);
    }
}
