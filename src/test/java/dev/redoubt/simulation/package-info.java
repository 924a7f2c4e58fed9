/// A whole system in one thread: Redis servers, Sentinels, Redoubt nodes and clients on a fake
/// network, with fake clocks and one seeded source of chance. It drives Redoubt's real machines and
/// checks after each step that no node listens to a server that was replaced.
@NullMarked
package dev.redoubt.simulation;

import org.jspecify.annotations.NullMarked;
