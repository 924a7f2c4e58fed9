/// Redis clients, real ones and raw bytes, before a real Redis and before Redoubt.
@NullMarked
package dev.redoubt.clients;

import org.jspecify.annotations.NullMarked;
