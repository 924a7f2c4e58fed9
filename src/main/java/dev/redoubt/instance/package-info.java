/// Supervised real redis-server and Sentinel processes.
@NullMarked
package dev.redoubt.instance;

import org.jspecify.annotations.NullMarked;
