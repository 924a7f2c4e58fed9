package dev.redoubt.session;

import dev.redoubt.backend.Waiter;
import dev.redoubt.backend.WaitingRoom;
import dev.redoubt.resp.InlineRequest;
import dev.redoubt.resp.RequestScanner;
import dev.redoubt.snapshot.Reason;

import java.util.List;

/// A session's place in the waiting room: its commands stay in its input, counted there, until
/// there is a primary or the wait is over.
final class HeldCommands implements Waiter {
    private final Session session;
    private final ClientInput input;
    private boolean holding;
    private long sinceNanos;
    private int bytes;

    HeldCommands(Session session, ClientInput input) {
        this.session = session;
        this.input = input;
    }

    boolean areWaiting() {
        return holding;
    }

    private WaitingRoom room() {
        return session.backend().waitingRoom();
    }

    /// Keeps the request that the scanner found, and all behind it.
    void hold() {
        session.standBefore(Session.Gate.HELD);
        begin();
    }

    /// Keeps all that comes until the session's private link is restored.
    void holdForRestoration() {
        session.shut(Session.Gate.OPENING);
        begin();
    }

    private void begin() {
        if (!holding) {
            holding = true;
            sinceNanos = session.loop().nowNanos();
            session.context().tallies().heldSessions().add(1);
        }
        if (account()) {
            room().hold(this);
        } else {
            refuse(room().fullError(), Reason.HOLD_MEMORY);
        }
    }

    /// More came while commands wait: it waits, too, or all of it is refused.
    void grown() {
        if (holding && !account()) {
            refuse(room().fullError(), Reason.HOLD_MEMORY);
        }
    }

    private boolean account() {
        int waiting = input.waitingBytes();
        boolean fits = room().account(waiting - bytes);
        if (fits) {
            bytes = waiting;
        }
        return fits;
    }

    /// Leaves the waiting room.
    void stop() {
        if (holding) {
            holding = false;
            room().account(-bytes);
            room().forget(this);
            bytes = 0;
        }
    }

    @Override
    public void resume() {
        session.modes().restore();
        session.reopen(Session.Gate.HELD);
        if (holding && session.gate() == Session.Gate.OPENING) {
            // The opening may fail again and again; the clock runs on.
            room().hold(this);
        } else if (session.gate() != Session.Gate.HELD) {
            stop();
        }
    }

    @Override
    public void refuse(String error) {
        refuse(error, Reason.HOLD);
    }

    /// The server lets no link of this session's user in.
    void refuseLogin(String error) {
        hold();
        refuse(error, Reason.LOGIN);
    }

    private void refuse(String error, Reason reason) {
        if (session.modes().isRestoring()) {
            // It may not even have asked for anything: it learns that its state is gone.
            session.context().tallies().reasons().count(reason);
            session.close();
            return;
        }
        boolean inTransaction = session.modes().isInTransaction();
        session.giveUpOpening();
        RequestScanner scanner = input.scanner();
        scanner.rewind();
        RequestScanner.Result found = scanner.scan(input.buffer());
        while (found == RequestScanner.Result.COMPLETE || found == RequestScanner.Result.INLINE) {
            boolean known = session.modes().refused();
            if (!known && (found == RequestScanner.Result.COMPLETE || !isBlankLine())) {
                session.output().addLine("-" + error);
                session.context().tallies().reasons().count(reason);
            }
            session.modes().refusedSome();
            scanner.next();
            found = scanner.scan(input.buffer());
        }
        if (session.isTooLargeToGather()) {
            session.output().addLine("-" + error);
            session.context().tallies().reasons().count(reason);
            input.skip();
        }
        stop();
        if (inTransaction) {
            // The server has not heard of what was refused: its EXEC would run the rest.
            session.drain();
        } else {
            session.reopen(Session.Gate.HELD);
        }
    }

    @Override
    public void giveUp() {
        session.close();
    }

    /// Redis answers a blank line with nothing, so it cannot be refused either.
    private boolean isBlankLine() {
        List<byte[]> arguments = InlineRequest.split(input.line());
        return arguments != null && arguments.isEmpty();
    }

    @Override
    public long heldSinceNanos() {
        return sinceNanos;
    }
}
