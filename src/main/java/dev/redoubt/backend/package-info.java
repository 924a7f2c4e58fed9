/// Links to Redis servers: shared and private ones, how they open, and the lanes that sessions see.
@NullMarked
package dev.redoubt.backend;

import org.jspecify.annotations.NullMarked;
