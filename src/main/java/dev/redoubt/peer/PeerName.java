package dev.redoubt.peer;

import java.util.UUID;
import java.util.regex.Pattern;

/// One pool of one node, among all in front of the same primary. No two of them are equal, also
/// after a restart.
///
/// @param node for people: letters, digits, dots and dashes
/// @param pool its name there, for people
/// @param run random
public record PeerName(String node, String pool, String run) {
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int MOST_LETTERS = 64;

    /// Replaces what would not go into one word of a message.
    public PeerName {
        node = word(node);
        pool = word(pool);
        run = word(run);
    }

    /// A new one.
    public static PeerName own(String node, String pool) {
        return new PeerName(node, pool, UUID.randomUUID().toString());
    }

    private static String word(String text) {
        String plain = ODD.matcher(text).replaceAll("_");
        return plain.isEmpty() ? "_" : plain.substring(0, Math.min(MOST_LETTERS, plain.length()));
    }

    /// `node/pool`
    @Override
    public String toString() {
        return node + "/" + pool;
    }
}
