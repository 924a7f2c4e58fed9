package dev.redoubt.handover;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Takes a [Memory] to pieces that fit into packets, and puts such pieces together. One thread's.
final class Memories {
    /// What a packet holds, with all else in it.
    private static final int PIECE_BYTES = 64 * 1024;

    /// Of what is not whole yet: several times what a pool knows.
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final Map<String, ByteArrayOutputStream> begun = new HashMap<>();
    private int bytes;

    static List<Message.Memory> pieces(Memory memory) {
        byte[] whole = memory.bytes();
        int following = Math.max(0, (whole.length - 1) / PIECE_BYTES);
        List<Message.Memory> pieces = new ArrayList<>();
        for (int from = 0; following >= 0; from += PIECE_BYTES) {
            int to = Math.min(from + PIECE_BYTES, whole.length);
            byte[] piece = Arrays.copyOfRange(whole, from, to);
            pieces.add(new Message.Memory(memory.of(), following, piece));
            following--;
        }
        return pieces;
    }

    /// Takes the next piece, in the order in which they were cut.
    ///
    /// @return the whole, if this was the last one of it
    /// @throws IOException it is more than anybody can know
    Optional<Memory> add(Message.Memory piece) throws IOException {
        bytes += piece.piece().length;
        if (bytes > MOST_BYTES) {
            throw new IOException("the other process tells too much");
        }
        ByteArrayOutputStream whole =
                begun.computeIfAbsent(piece.of(), _ -> new ByteArrayOutputStream());
        whole.writeBytes(piece.piece());
        if (piece.following() > 0) {
            return Optional.empty();
        }
        begun.remove(piece.of());
        bytes -= whole.size();
        return Optional.of(new Memory(piece.of(), whole.toByteArray()));
    }
}
