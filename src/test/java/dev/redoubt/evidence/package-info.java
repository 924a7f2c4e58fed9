/// What a failover costs, measured with real servers, real Sentinels and the real program.
@NullMarked
package dev.redoubt.evidence;

import org.jspecify.annotations.NullMarked;
