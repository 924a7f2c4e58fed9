/// Pure verdicts about a failover: what a new primary lacks, and which server must not be elected.
/// Nothing here knows a session, a link or a clock.
@NullMarked
package dev.redoubt.failover;

import org.jspecify.annotations.NullMarked;
