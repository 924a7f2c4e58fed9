/// One client: what it sends, what it is owed, and which links its state needs.
@NullMarked
package dev.redoubt.session;

import org.jspecify.annotations.NullMarked;
