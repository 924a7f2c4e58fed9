/// The admin address over HTTP: pages such as `/health` and `/metrics` read snapshots and nothing
/// else, so that nobody who asks can slow the data plane; what operators order goes to a desk.
@NullMarked
package dev.redoubt.admin;

import org.jspecify.annotations.NullMarked;
