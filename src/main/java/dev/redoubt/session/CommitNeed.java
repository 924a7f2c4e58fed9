package dev.redoubt.session;

import dev.redoubt.command.CommandSpec;
import dev.redoubt.command.Handling;
import dev.redoubt.resp.RequestScanner;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// Which commands on a private link replicas must have before they are answered. Owned by one
/// [PrivateCommit].
final class CommitNeed {
    private static final Set<String> NULLS = Set.of("$-1\r\n", "*-1\r\n", "_\r\n");
    private static final int NULL_BYTES = 5;

    /// Those of SCRIPT's and FUNCTION's subcommands that change nothing. To end a script must not
    /// wait for what the script keeps from being answered.
    private static final Set<String> TALKING =
            Set.of("KILL", "EXISTS", "STATS", "LIST", "DUMP", "HELP", "DEBUG");

    private final ClientInput input;
    private boolean queuesWrites;

    CommitNeed(ClientInput input) {
        this.input = input;
    }

    /// Whether the command that the scanner found, or has begun, is to be committed: EXEC, where
    /// anything since MULTI may write.
    boolean has(CommandSpec spec, ConnectionTracker connection) {
        boolean runs = spec.name().equals("exec");
        boolean writes = runs ? queuesWrites : mayWrite(spec);
        return writes && (runs || !connection.state().multi()) && !connection.isUncounted();
    }

    /// It is about to be sent.
    void sending(CommandSpec spec, ConnectionTracker connection) {
        boolean begins = spec.handling() == Handling.MULTI && !connection.mayHaveBegun();
        queuesWrites = !begins && (queuesWrites || mayWrite(spec));
    }

    private boolean mayWrite(CommandSpec spec) {
        return spec.mayWrite() && !spec.name().equals("exec") && !talks(spec);
    }

    private boolean talks(CommandSpec spec) {
        RequestScanner scanner = input.scanner();
        if (spec.handling() != Handling.CONNECTION
                || scanner.isMidRequest()
                || scanner.argumentCount() < 2) {
            return false;
        }
        List<String> words = Requests.words(input.buffer(), scanner.start(), 2);
        return TALKING.contains(words.getLast());
    }

    /// Whether the reply says that nothing was done: what was watched has changed, or nothing came
    /// in time. That needs no replica.
    static boolean hasNone(CommandSpec spec, byte[] reply) {
        if (reply.length > NULL_BYTES) {
            return false;
        }
        boolean tells =
                switch (spec.name()) {
                    case "exec" -> true;
                    case "blpop", "brpop", "brpoplpush", "blmove", "blmpop" -> true;
                    case "bzpopmin", "bzpopmax", "bzmpop", "xreadgroup" -> true;
                    default -> false;
                };
        return tells && NULLS.contains(new String(reply, StandardCharsets.US_ASCII));
    }
}
