/// What the Sentinels say: a pure machine that finds the majority, and the driver that owns the
/// connections. One watch serves all pools with the same Sentinels.
@NullMarked
package dev.redoubt.sentinel;

import org.jspecify.annotations.NullMarked;
