/// Immutable records and counters that the admin server and the command line read.
@NullMarked
package dev.redoubt.snapshot;

import org.jspecify.annotations.NullMarked;
