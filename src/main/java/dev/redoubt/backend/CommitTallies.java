package dev.redoubt.backend;

import dev.redoubt.snapshot.Tally;

/// What one loop's durable writes came to.
///
/// @param batches times that replicas were asked
/// @param writes that they were asked about
/// @param uncommitted writes whose clients were told that not enough replicas have them
public record CommitTallies(Tally batches, Tally writes, Tally uncommitted) {
    /// All at zero.
    public static CommitTallies create() {
        return new CommitTallies(new Tally(), new Tally(), new Tally());
    }
}
