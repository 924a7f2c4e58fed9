package dev.redoubt.pool;

import dev.redoubt.config.HostPort;

import java.util.Optional;

/// A step of a planned move that did not succeed.
final class MoveFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final String words;
    private final transient Optional<HostPort> primary;

    MoveFailed(String words) {
        this(words, Optional.empty());
    }

    /// @param primary who has become primary instead
    MoveFailed(String words, Optional<HostPort> primary) {
        super(words);
        this.words = words;
        this.primary = primary;
    }

    /// Who has become primary instead of the target, where that is known.
    Optional<HostPort> primary() {
        return primary;
    }

    /// What to say to people.
    String words() {
        return words;
    }
}
