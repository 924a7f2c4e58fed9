package dev.redoubt.architecture.broken.pool.util;

/// Breaks the rule that packages are named by domain.
interface Anything {}
