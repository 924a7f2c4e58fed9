package dev.redoubt.config;

/// How sockets are driven; AUTO takes the best that works here.
public enum TransportChoice {
    AUTO,
    EPOLL,
    IO_URING,
    NIO
}
