/// What operators ask of a running node, and what they are answered: the words that `admin` and
/// `cli` share with `pool`.
@NullMarked
package dev.redoubt.operate;

import org.jspecify.annotations.NullMarked;
