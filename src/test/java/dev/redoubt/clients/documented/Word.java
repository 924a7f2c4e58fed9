package dev.redoubt.clients.documented;

import org.jspecify.annotations.Nullable;

/// One argument of a request.
///
/// @param place where a value stands; null for a word of the command's own
record Word(String text, @Nullable Argument place) {
    static Word token(String text) {
        return new Word(text, null);
    }

    Word with(String other) {
        return new Word(other, place);
    }

    boolean isKey() {
        return place != null && place.isKey();
    }

    boolean isNumber() {
        return place != null && place.isNumber();
    }
}
