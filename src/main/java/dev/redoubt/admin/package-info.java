/// The admin address: `/health` and `/metrics` over HTTP. It reads snapshots and nothing else, so
/// that nobody who asks it can slow the data plane.
@NullMarked
package dev.redoubt.admin;

import org.jspecify.annotations.NullMarked;
