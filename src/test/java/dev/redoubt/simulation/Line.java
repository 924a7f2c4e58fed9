package dev.redoubt.simulation;

import java.util.Arrays;
import java.util.BitSet;

/// What a server holds, in the order of its replication stream. An entry is the identity of a
/// write, or 0 for traffic without data; its position is the replication offset.
final class Line {
    private long[] entries;
    private int size;

    Line() {
        this(new long[0]);
    }

    private Line(long[] entries) {
        this.entries = entries;
        this.size = entries.length;
    }

    int size() {
        return size;
    }

    void add(long entry) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(64, size * 2));
        }
        entries[size++] = entry;
    }

    /// The entries from `offset` on, by themselves.
    Line from(int offset) {
        return new Line(Arrays.copyOfRange(entries, offset, size));
    }

    long at(int offset) {
        return entries[offset];
    }

    /// The first `length` entries, as an older copy has them.
    Line first(int length) {
        return new Line(Arrays.copyOf(entries, Math.min(length, size)));
    }

    boolean holds(long entry) {
        return lastIndexOf(entry) >= 0;
    }

    /// Where this entry was written last, or -1.
    int lastIndexOf(long entry) {
        int index = size - 1;
        while (index >= 0 && entries[index] != entry) {
            index--;
        }
        return index;
    }

    /// How many entries are writes.
    int writes() {
        int writes = 0;
        for (int i = 0; i < size; i++) {
            writes += entries[i] == 0 ? 0 : 1;
        }
        return writes;
    }

    /// The identities of all writes in it.
    BitSet contents() {
        BitSet contents = new BitSet();
        for (int i = 0; i < size; i++) {
            contents.set((int) entries[i]);
        }
        return contents;
    }
}
