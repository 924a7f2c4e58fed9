package dev.redoubt.snapshot;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// The last moves of all pools of a node. Written by the control loop, read by any thread.
public final class MoveJournal {
    /// Moves that are kept.
    public static final int LIMIT = 100;

    private final Deque<Move> kept = new ArrayDeque<>();
    private volatile List<Move> newestFirst = List.of();

    /// One more; the oldest is forgotten. Only by the control loop.
    public void add(Move move) {
        if (kept.size() == LIMIT) {
            kept.removeLast();
        }
        kept.addFirst(move);
        publish();
    }

    /// More is known of a move that was added before; one that is forgotten stays so. Only by the
    /// control loop.
    public void amend(Move before, Move after) {
        List<Move> moves = new ArrayList<>(kept);
        if (Collections.replaceAll(moves, before, after)) {
            kept.clear();
            kept.addAll(moves);
            publish();
        }
    }

    private void publish() {
        newestFirst = List.copyOf(kept);
    }

    /// From any thread.
    public List<Move> newestFirst() {
        return newestFirst;
    }
}
