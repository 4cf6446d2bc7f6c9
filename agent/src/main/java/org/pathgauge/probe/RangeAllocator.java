package org.pathgauge.probe;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A buddy allocator of ranges whose length is a power of two and whose base is a multiple of it.
 *
 * <p>A complete binary tree lies in one array: node 1 covers everything, node n has the children 2n and 2n + 1. Each node
 * holds the length of the largest free range below it.
 */
final class RangeAllocator {
    private final int capacity;
    private final int leaf;
    private final int[] largest;
    private int used;

    /**
     * @param capacity a power of two
     * @param leaf the shortest range, a power of two
     */
    RangeAllocator(int capacity, int leaf) {
        this.capacity = capacity;
        this.leaf = leaf;
        this.largest = new int[2 * capacity / leaf];
        int length = capacity;
        for (int node = 1; node < largest.length; node++) {
            largest[node] = length;
            if (Integer.bitCount(node + 1) == 1) {
                length /= 2;
            }
        }
    }

    private RangeAllocator(RangeAllocator other) {
        capacity = other.capacity;
        leaf = other.leaf;
        largest = other.largest.clone();
        used = other.used;
    }

    RangeAllocator copy() {
        return new RangeAllocator(this);
    }

    /** Elements in use. */
    int used() {
        return used;
    }

    int capacity() {
        return capacity;
    }

    /** Takes a range of a power of two, at least a leaf long; returns its base, empty when none is free. */
    OptionalInt allocate(int length) {
        if (length < leaf || Integer.bitCount(length) != 1) {
            throw new IllegalArgumentException("range length " + length + " is not a power of two from " + leaf);
        }
        if (length > largest[1]) {
            return OptionalInt.empty();
        }
        int node = 1;
        for (int size = capacity; size > length; size /= 2) {
            // The tighter child first: whole ranges stay whole for those who need them.
            int left = largest[2 * node];
            int right = largest[2 * node + 1];
            boolean goLeft = left >= length && (right < length || left <= right);
            node = goLeft ? 2 * node : 2 * node + 1;
        }
        largest[node] = 0;
        used += length;
        propagate(node, length);
        return OptionalInt.of(base(node, length));
    }

    /** Gives back a range that {@link #allocate} returned. */
    void free(int base, int length) {
        int node = capacity / length + base / length;
        if (largest[node] != 0) {
            throw new IllegalStateException("range " + base + "+" + length + " is not in use");
        }
        largest[node] = length;
        used -= length;
        propagate(node, length);
    }

    private int base(int node, int length) {
        return (node - capacity / length) * length;
    }

    private void propagate(int start, int startLength) {
        int length = startLength;
        for (int node = start / 2; node >= 1; node /= 2) {
            int left = largest[2 * node];
            int right = largest[2 * node + 1];
            largest[node] = left == length && right == length ? 2 * length : Math.max(left, right);
            length *= 2;
        }
    }

    @Override
    public String toString() {
        return used + " of " + capacity + " used, largest free " + largest[1] + ", "
                + Arrays.stream(largest, largest.length / 2, largest.length)
                        .filter(n -> n > 0)
                        .count() + " free leaves";
    }
}
