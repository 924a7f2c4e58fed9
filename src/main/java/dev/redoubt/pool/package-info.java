/// Assembles one service and owns it: listeners, per-loop backends and sessions, topology.
@NullMarked
package dev.redoubt.pool;

import org.jspecify.annotations.NullMarked;
