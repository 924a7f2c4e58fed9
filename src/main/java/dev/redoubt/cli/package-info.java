/// The commands of the program; wires everything with plain constructors.
@NullMarked
package dev.redoubt.cli;

import org.jspecify.annotations.NullMarked;
