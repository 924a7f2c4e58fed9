package dev.redoubt.sessions;

/// Whether the links between Redoubt and Redis last.
enum Links {
    /// Every command is answered, and exactly as Redis alone would.
    STEADY,
    /// A command may get Redoubt's own error instead, and a connection may end.
    CUT
}
