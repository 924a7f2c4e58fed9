package dev.redoubt.config;

/// What problems say of keys that are known but not kept yet: promising in silence what nothing
/// does would be worse than refusing.
final class Later {
    static final String TEXT = "not in this version yet";
    static final String NO_KEY = "no such key";

    private Later() {}
}
