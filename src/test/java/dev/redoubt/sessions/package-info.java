/// Random sessions of many clients at once, each reply compared with what a model of that client
/// allows: no reply at the wrong client, none in the wrong order, also while links are cut.
@NullMarked
package dev.redoubt.sessions;

import org.jspecify.annotations.NullMarked;
