/// Nodes that meet over Pub/Sub on the primary that they share, as Sentinels do.
@NullMarked
package dev.redoubt.peer;

import org.jspecify.annotations.NullMarked;
