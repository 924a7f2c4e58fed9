/// Event loops, transports and listeners; connections of the control plane.
@NullMarked
package dev.redoubt.net;

import org.jspecify.annotations.NullMarked;
