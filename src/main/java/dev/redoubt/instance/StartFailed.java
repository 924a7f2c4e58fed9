package dev.redoubt.instance;

import java.io.IOException;

/// A process, or what it needs, could not be started. The message is for people: it says what to do
/// or shows what the process itself said.
public final class StartFailed extends IOException {
    private static final long serialVersionUID = 1;

    /// @param message one line, or one line and the process' last words
    public StartFailed(String message) {
        super(message);
    }
}
