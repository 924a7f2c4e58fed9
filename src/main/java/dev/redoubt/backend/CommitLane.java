package dev.redoubt.backend;

import io.netty.buffer.ByteBuf;

/// A lane on which replies to writes come only once the replicas that were promised have them; what
/// is appended behind a write keeps its place behind it.
public interface CommitLane extends Lane {
    /// [#append], for commands some of which write.
    ///
    /// @param marks one for each command; read during the call
    void append(ReplySink sink, ByteBuf in, int from, int to, WriteMarks marks);
}
