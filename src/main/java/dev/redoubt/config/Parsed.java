package dev.redoubt.config;

import java.util.function.Function;

/// A text that was read as a value, or what was expected instead.
sealed interface Parsed<T> {
    record Good<T>(T value) implements Parsed<T> {}

    record Bad<T>(String expected) implements Parsed<T> {}

    default <U> Parsed<U> map(Function<T, U> change) {
        return switch (this) {
            case Good<T>(T value) -> new Good<>(change.apply(value));
            case Bad<T>(String expected) -> new Bad<>(expected);
        };
    }
}
