/// Pure verdicts about a failover: where a pool stands, what becomes of unanswered commands, what a
/// new primary lacks, and which server must not be elected. Nothing here knows a session or a link,
/// or reads a clock.
@NullMarked
package dev.redoubt.failover;

import org.jspecify.annotations.NullMarked;
