package dev.redoubt.pool;

/// A step of a planned move that did not succeed.
final class MoveFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final String words;

    MoveFailed(String words) {
        super(words);
        this.words = words;
    }

    /// What to say to people.
    String words() {
        return words;
    }
}
