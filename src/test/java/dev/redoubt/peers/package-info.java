/// The programs that tests meet: real Redis, HAProxy, keepalived, twemproxy.
@NullMarked
package dev.redoubt.peers;

import org.jspecify.annotations.NullMarked;
