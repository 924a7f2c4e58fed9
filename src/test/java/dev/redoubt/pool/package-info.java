/// Whole pools before real servers.
@NullMarked
package dev.redoubt.pool;

import org.jspecify.annotations.NullMarked;
