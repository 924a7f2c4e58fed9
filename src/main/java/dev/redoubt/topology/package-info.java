/// Who is primary now: immutable snapshots and where they come from.
@NullMarked
package dev.redoubt.topology;

import org.jspecify.annotations.NullMarked;
