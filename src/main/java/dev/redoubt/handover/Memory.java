package dev.redoubt.handover;

/// What a process of this node knows and the next one could not find out in time, to keep the
/// promises that were made.
///
/// @param of whose it is: a key of the file, as `pools.orders`
/// @param bytes as those who know it pack it; nobody here looks inside
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
public record Memory(String of, byte[] bytes) {}
