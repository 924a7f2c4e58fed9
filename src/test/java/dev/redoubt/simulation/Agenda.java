package dev.redoubt.simulation;

import java.util.Arrays;

/// What is planned: the earliest first, and of one moment what was planned first. A heap of numbers
/// with four children each, since a world plans a hundred thousand things and a comparison of
/// objects took a sixth of its time.
final class Agenda {
    private static final int CHILDREN = 4;

    private long[] nanos = new long[256];
    private long[] order = new long[256];
    private Runnable[] actions = new Runnable[256];
    private int size;
    private long planned;

    boolean isEmpty() {
        return size == 0;
    }

    /// When the next is due; there must be one.
    long nextNanos() {
        return nanos[0];
    }

    void add(long atNanos, Runnable action) {
        if (size == actions.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        int place = size++;
        while (place > 0) {
            int parent = (place - 1) / CHILDREN;
            // What is added later never goes before what is planned for the same moment.
            if (nanos[parent] <= atNanos) {
                break;
            }
            move(parent, place);
            place = parent;
        }
        put(place, atNanos, planned++, action);
    }

    /// Takes the next off; there must be one.
    Runnable remove() {
        Runnable first = actions[0];
        int last = --size;
        long atNanos = nanos[last];
        long number = order[last];
        int place = 0;
        for (int child = least(place); child >= 0; child = least(place)) {
            if (!isBefore(child, atNanos, number)) {
                break;
            }
            move(child, place);
            place = child;
        }
        put(place, atNanos, number, actions[last]);
        return first;
    }

    /// The child that is due first; -1 for none.
    private int least(int parent) {
        int from = parent * CHILDREN + 1;
        int to = Math.min(from + CHILDREN, size);
        int least = from < to ? from : -1;
        for (int child = from + 1; child < to; child++) {
            if (isBefore(child, nanos[least], order[least])) {
                least = child;
            }
        }
        return least;
    }

    private boolean isBefore(int place, long atNanos, long number) {
        return nanos[place] < atNanos || (nanos[place] == atNanos && order[place] < number);
    }

    private void move(int from, int to) {
        put(to, nanos[from], order[from], actions[from]);
    }

    private void put(int place, long atNanos, long number, Runnable action) {
        nanos[place] = atNanos;
        order[place] = number;
        actions[place] = action;
    }
}
