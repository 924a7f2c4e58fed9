/// Every command as the server's own documentation describes it, asked of Redis and through
/// Redoubt.
@NullMarked
package dev.redoubt.clients.documented;

import org.jspecify.annotations.NullMarked;
