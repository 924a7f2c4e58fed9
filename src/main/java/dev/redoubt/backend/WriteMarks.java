package dev.redoubt.backend;

import java.util.Arrays;

/// Which of some commands write: one mark for each, in their order. Used again and again, by one
/// loop.
public final class WriteMarks {
    private static final int WORD_BITS = Long.SIZE;

    private long[] words = new long[16];
    private int count;
    private int writes;

    /// No commands.
    public void clear() {
        Arrays.fill(words, 0, (count + WORD_BITS - 1) / WORD_BITS, 0);
        count = 0;
        writes = 0;
    }

    /// Only the first ones; not more than there are.
    public void cutTo(int first) {
        while (count > first) {
            count--;
            if (isWrite(count)) {
                words[count / WORD_BITS] &= ~(1L << count);
                writes--;
            }
        }
    }

    /// One more command, which only reads.
    public void addRead() {
        count++;
        if (count > words.length * WORD_BITS) {
            words = Arrays.copyOf(words, words.length * 2);
        }
    }

    /// One more command, which may write.
    public void addWrite() {
        addRead();
        words[(count - 1) / WORD_BITS] |= 1L << (count - 1);
        writes++;
    }

    /// All of the others, behind these.
    void addAll(WriteMarks others) {
        for (int i = 0; i < others.count; i++) {
            if (others.isWrite(i)) {
                addWrite();
            } else {
                addRead();
            }
        }
    }

    boolean isWrite(int place) {
        return (words[place / WORD_BITS] & 1L << place) != 0;
    }

    /// How many commands there are.
    public int count() {
        return count;
    }

    /// How many of them may write.
    int writes() {
        return writes;
    }
}
