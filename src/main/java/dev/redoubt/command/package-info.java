/// The command table (learned from the server) and how a command is handled.
@NullMarked
package dev.redoubt.command;

import org.jspecify.annotations.NullMarked;
