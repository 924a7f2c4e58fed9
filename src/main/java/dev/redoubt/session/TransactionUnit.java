package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

/// What lies ahead from a MULTI to its EXEC.
///
/// @param length how many requests it has, both included, if they can travel a shared link as one
///   unit; 0 if they can't: the EXEC is not here yet, is far, or something between them would leave
///   state behind
/// @param scripts whether any of them runs a script
/// @param writes whether any of them may write
record TransactionUnit(int length, boolean scripts, boolean writes) {
    private static final int LOOK_AHEAD_BYTES = 64 * 1024;
    private static final TransactionUnit NONE = new TransactionUnit(0, false, false);

    /// Looks ahead from the MULTI at `start`.
    ///
    /// EXEC ends the transaction whatever it answers (since Redis 6.0 also where its user may not
    /// run it), as long as it has no arguments.
    static TransactionUnit at(ByteBuf in, int start, SessionContext context) {
        RequestScanner ahead = new RequestScanner(context.config().limits().request().bytes());
        ahead.begin(start);
        int count = 0;
        boolean scripts = false;
        boolean writes = false;
        while (ahead.scan(in) == RequestScanner.Result.COMPLETE
                && ahead.end() - start <= LOOK_AHEAD_BYTES) {
            CommandSpec spec = context.find(in, ahead);
            boolean bare = ahead.argumentCount() == 1;
            if (count > 0 && spec.name().equals("exec") && bare) {
                return new TransactionUnit(count + 1, scripts, writes);
            }
            boolean first = count == 0 && bare;
            boolean inside = count > 0 && isClean(spec.handling(), in, ahead);
            if (!first && !inside) {
                return NONE;
            }
            scripts |= spec.handling() == Handling.SCRIPT;
            writes |= spec.mayWrite();
            count++;
            ahead.next();
        }
        return NONE;
    }

    private static boolean isClean(Handling handling, ByteBuf in, RequestScanner ahead) {
        return handling == Handling.PLAIN
                || handling == Handling.SCRIPT
                || handling == Handling.INFO
                || (handling == Handling.PUBLISH && !ReservedChannel.isIn(in, ahead));
    }
}
