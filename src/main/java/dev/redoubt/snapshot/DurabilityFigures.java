package dev.redoubt.snapshot;

import java.util.OptionalInt;

/// What a pool promises of its writes, and what came of it, counted over all loops.
///
/// @param wanted replicas that must have a write, the most of what is promised to anybody; empty
///   while they are not counted
/// @param inStep replicas that could be promoted and that the primary hears; empty where nobody
///   counts them
/// @param batches times that replicas were asked
/// @param writes that they were asked about
/// @param uncommitted writes whose clients were told that not enough replicas have them
public record DurabilityFigures(
        OptionalInt wanted, OptionalInt inStep, long batches, long writes, long uncommitted) {}
