package dev.redoubt.config;

import org.jspecify.annotations.Nullable;

/// The variables that `${env:NAME}` reads: `System::getenv`, or a test's own.
@FunctionalInterface
public interface Environment {
    /// The variable's value; null where it is not set.
    @Nullable String variable(String name);
}
