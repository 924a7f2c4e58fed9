/// A new process of a node takes over from the old one: listening sockets and connections go from
/// one to the other as they are, so that no client notices (docs/adr/0011-taking-over.md).
///
/// Each side is a conversation in its own thread. What it says is in [Message], in this order:
///
/// | new process | old process |
/// |---|---|
/// | Ask | |
/// | | Listening, for each socket; Memory, what must be known before it serves; Offered; or Refused |
/// | Prepared: it could serve | |
/// | | Freed: the addresses that only one can have are given up |
/// | Serving: it accepts | |
/// | | Memory, once more; Session, for each connection that can go |
/// | | Memory of virtual addresses, which nobody holds now; Left: the rest is the new one's |
/// | | Session, for those that can go later; then it ends |
///
/// Until Left the old process goes on as if nothing had been when the new one ends.
@NullMarked
package dev.redoubt.handover;

import org.jspecify.annotations.NullMarked;
