package dev.redoubt.clients.documented;

/// What the client says HELLO with, if anything.
enum Protocol {
    RESP2,
    RESP3
}
