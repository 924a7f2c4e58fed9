package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

/// Looks ahead from a MULTI for its EXEC.
final class TransactionUnit {
    private static final int LOOK_AHEAD_BYTES = 64 * 1024;

    private TransactionUnit() {}

    /// How many requests from the MULTI at `start` to its EXEC, both included, can travel a shared
    /// link as one unit; 0 if they can't: the EXEC is not here yet, is far, or something between
    /// them would leave state behind.
    ///
    /// EXEC ends the transaction whatever it answers (since Redis 6.0 also where its user may not
    /// run it), as long as it has no arguments.
    static int length(ByteBuf in, int start, SessionContext context) {
        RequestScanner ahead = new RequestScanner(context.config().limits().request().bytes());
        ahead.begin(start);
        int count = 0;
        while (ahead.scan(in) == RequestScanner.Result.COMPLETE
                && ahead.end() - start <= LOOK_AHEAD_BYTES) {
            CommandSpec spec = context.find(in, ahead);
            boolean bare = ahead.argumentCount() == 1;
            if (count > 0 && spec.name().equals("exec") && bare) {
                return count + 1;
            }
            boolean first = count == 0 && bare;
            boolean inside = count > 0 && isClean(spec.handling(), in, ahead);
            if (!first && !inside) {
                return 0;
            }
            count++;
            ahead.next();
        }
        return 0;
    }

    /// Whether anything in the unit that begins with the MULTI at `start` may write.
    static boolean mayWrite(ByteBuf in, int start, SessionContext context) {
        RequestScanner ahead = new RequestScanner(context.config().limits().request().bytes());
        ahead.begin(start);
        while (ahead.scan(in) == RequestScanner.Result.COMPLETE) {
            CommandSpec spec = context.find(in, ahead);
            if (spec.name().equals("exec")) {
                return false;
            }
            if (spec.mayWrite()) {
                return true;
            }
            ahead.next();
        }
        return false;
    }

    private static boolean isClean(Handling handling, ByteBuf in, RequestScanner ahead) {
        return handling == Handling.PLAIN
                || handling == Handling.SCRIPT
                || handling == Handling.INFO
                || (handling == Handling.PUBLISH && !SentinelHello.isIn(in, ahead));
    }
}
