package dev.redoubt.config;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/// What a node needs to have the addresses.
///
/// @param pools whose listeners accept and whose primary is known, else the priority is 1
/// @param interfaces whose link is there, else there is a fault
/// @param scripts that succeed
public record TrackConfig(List<String> pools, List<String> interfaces, List<Script> scripts) {
    /// Nothing is tracked.
    public static final TrackConfig NONE = new TrackConfig(List.of(), List.of(), List.of());

    /// A program whose exit status counts.
    ///
    /// @param command the program and its arguments; no shell is involved
    /// @param timeout after which a run has failed
    /// @param turns runs in a row that make it count as succeeding, or as failing
    /// @param weight added to the priority: below zero while it fails, above while it succeeds;
    ///   empty: its failure is a fault
    public record Script(
            List<String> command,
            Duration interval,
            Duration timeout,
            Turns turns,
            OptionalInt weight) {}

    /// How many runs in a row it takes.
    ///
    /// @param rise that succeed
    /// @param fall that fail
    public record Turns(int rise, int fall) {}
}
