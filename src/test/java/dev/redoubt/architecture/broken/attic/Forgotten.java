package dev.redoubt.architecture.broken.attic;

/// Breaks the rule that every class lives in a room of the table.
interface Forgotten {}
