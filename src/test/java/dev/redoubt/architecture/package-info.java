/// The rules of the house, kept by tests: rooms, pure machines, names, sizes.
@NullMarked
package dev.redoubt.architecture;

import org.jspecify.annotations.NullMarked;
