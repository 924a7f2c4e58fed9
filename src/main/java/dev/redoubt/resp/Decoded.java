package dev.redoubt.resp;

/// What a [RespDecoder] found at the start of a buffer.
public sealed interface Decoded {
    /// A whole value; its bytes are consumed.
    record Complete(RespValue value) implements Decoded {}

    /// The value goes on beyond the buffer; nothing is consumed.
    record Incomplete() implements Decoded {}

    /// Not RESP, or past a limit; nothing is consumed, and the connection is of no use any more.
    record Malformed(ProtocolError error) implements Decoded {}
}
