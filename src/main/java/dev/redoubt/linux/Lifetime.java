package dev.redoubt.linux;

/// How long the kernel keeps an address that nobody renews; it counts whole seconds.
///
/// @param validSeconds after these it is gone
/// @param preferredSeconds after these no new connection is begun from it; at most the other
public record Lifetime(long validSeconds, long preferredSeconds) {
    private static final long INFINITE = 0xffff_ffffL;

    /// As of an address that an operator added.
    public static final Lifetime FOREVER = new Lifetime(INFINITE, INFINITE);

    public Lifetime {
        if (validSeconds < 1
                || validSeconds > INFINITE
                || preferredSeconds < 0
                || preferredSeconds > validSeconds) {
            throw new IllegalArgumentException(
                    "lifetime: %d s, preferred %d s (expected: 1 s or more, preferred no longer)"
                            .formatted(validSeconds, preferredSeconds));
        }
    }

    /// Clients reach it for so long, and no connection of this machine's own starts from it.
    public static Lifetime ofSeconds(long validSeconds) {
        return new Lifetime(validSeconds, 0);
    }

    public boolean isForever() {
        return validSeconds == INFINITE;
    }
}
