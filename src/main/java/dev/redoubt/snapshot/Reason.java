package dev.redoubt.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Why a client was turned away or closed, or a command refused: each has its own counter.
public enum Reason {
    /// Its address is in none of the networks of `allow`.
    ALLOW(Kind.CLIENT_REJECTED),
    /// Its address opens connections too fast: `connection_rate`.
    CONNECTION_RATE(Kind.CLIENT_REJECTED),
    /// `max_clients` are connected.
    MAX_CLIENTS(Kind.CLIENT_REJECTED),

    /// It was silent for longer than `idle_timeout`.
    IDLE_TIMEOUT(Kind.CLIENT_CLOSED),
    /// It left more unread than `client_output`.
    CLIENT_OUTPUT(Kind.CLIENT_CLOSED),
    /// It announced an argument larger than `request`.
    REQUEST(Kind.CLIENT_CLOSED),
    /// What it sent breaks the protocol otherwise.
    PROTOCOL(Kind.CLIENT_CLOSED),
    /// The server refused what its lost private link had carried.
    RESTORATION(Kind.CLIENT_CLOSED),

    /// It waited for a primary in vain.
    HOLD(Kind.COMMAND_REFUSED),
    /// There was no room to wait: `hold_memory`.
    HOLD_MEMORY(Kind.COMMAND_REFUSED),
    /// All `private_links` are in use.
    PRIVATE_LINKS(Kind.COMMAND_REFUSED),
    /// The server refuses links to the client's user.
    LOGIN(Kind.COMMAND_REFUSED);

    /// Whom it happens to.
    public enum Kind {
        CLIENT_REJECTED,
        CLIENT_CLOSED,
        COMMAND_REFUSED
    }

    private final Kind kind;

    Reason(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /// As the file and the metrics write it.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// All of one kind.
    public static List<Reason> of(Kind kind) {
        return Arrays.stream(values()).filter(reason -> reason.kind == kind).toList();
    }
}
