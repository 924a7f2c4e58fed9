package dev.redoubt.session;

import dev.redoubt.backend.ScriptShelf;
import dev.redoubt.command.CommandSpec;
import dev.redoubt.resp.RequestScanner;

import io.netty.buffer.ByteBuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Puts what EVAL runs on the shelf, since EVALSHA finds it from then on
/// (<https://redis.io/docs/latest/commands/eval/>). The same script comes again and again, so what
/// is known is seen by a number made of its bytes. Belongs to one loop of a pool.
///
/// Only scripts of the pool's own user: with its rights they are loaded again, and another one may
/// have sent what it may not run.
final class RanScripts {
    /// Redis, too, keeps no more of them (since 7.4); one that is longer is the client's to bring.
    private static final int LONGEST_BYTES = 64 * 1024;

    private static final int PLACES = 1024;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final ScriptShelf shelf;
    private final long[] known = new long[PLACES];
    private long forgotten;

    RanScripts(ScriptShelf shelf) {
        this.shelf = shelf;
    }

    /// A request that the scanner found, which runs a script, is about to be sent.
    void sees(Session session, CommandSpec spec, ByteBuf in, RequestScanner scanner) {
        boolean brought = spec.name().equals("eval") || spec.name().equals("eval_ro");
        if (!brought || scanner.argumentCount() < 2 || !session.isOwnUser()) {
            return;
        }
        // Behind the name: CRLF, a dollar sign, the length.
        int index = scanner.nameStart() + scanner.nameLength() + 3;
        int length = 0;
        for (byte digit = in.getByte(index); digit != '\r'; digit = in.getByte(++index)) {
            length = length * 10 + digit - '0';
        }
        if (length <= LONGEST_BYTES) {
            sees(in, index + 2, length);
        }
    }

    private void sees(ByteBuf in, int from, int length) {
        if (forgotten != shelf.forgotten()) {
            forgotten = shelf.forgotten();
            Arrays.fill(known, 0);
        }
        long number = number(in, from, length);
        int place = (int) (number >>> 32) & (PLACES - 1);
        if (known[place] != number) {
            known[place] = number;
            shelf.ran(in.toString(from, length, StandardCharsets.ISO_8859_1));
        }
    }

    private static long number(ByteBuf in, int from, int length) {
        long number = length + SPREAD;
        int index = from;
        for (int words = length / Long.BYTES; words > 0; words--) {
            number = Long.rotateLeft((number ^ in.getLongLE(index)) * SPREAD, 29);
            index += Long.BYTES;
        }
        for (int rest = length % Long.BYTES; rest > 0; rest--) {
            number = Long.rotateLeft((number ^ in.getByte(index)) * SPREAD, 29);
            index++;
        }
        return number;
    }
}
