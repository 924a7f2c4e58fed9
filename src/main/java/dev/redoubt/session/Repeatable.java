package dev.redoubt.session;

import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

/// Which requests may run twice without anybody noticing.
final class Repeatable {
    private Repeatable() {}

    /// Whether all of these whole requests may.
    static boolean all(ByteBuf requests, SessionContext context) {
        RequestScanner scanner = new RequestScanner(Integer.MAX_VALUE);
        scanner.begin(requests.readerIndex());
        while (scanner.scan(requests) == RequestScanner.Result.COMPLETE) {
            if (!context.find(requests, scanner).repeatable()) {
                return false;
            }
            scanner.next();
        }
        return true;
    }
}
