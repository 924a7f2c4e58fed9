package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

/// Requests that one sink appended to a lane in one piece.
///
/// @param in holds them, whole, one behind the other
/// @param from where the first begins
/// @param commands how many there are
/// @param answered how many of them are answered, the first ones
/// @param sent whether they were handed to the connection: then the server may have run them
public record Asked(ByteBuf in, int from, int commands, int answered, boolean sent) {}
