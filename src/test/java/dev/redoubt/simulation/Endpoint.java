package dev.redoubt.simulation;

/// Who reads one end of a connection.
interface Endpoint {
    void received(Message message);

    /// The connection is established.
    default void opened() {}

    void ended(Ended how);

    /// How a connection ended.
    enum Ended {
        REFUSED,
        CLOSED
    }
}
