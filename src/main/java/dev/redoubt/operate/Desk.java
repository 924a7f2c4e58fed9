package dev.redoubt.operate;

/// Where requests of operators are taken in. Any thread may ask.
public interface Desk {
    /// Carries out `request` and waits until that is done; each request has exactly one answer.
    Answer ask(Request request);
}
