package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RangeAllocatorTest {
    /** Positive numbers allocate 4 << n, negative ones free the n-th oldest range. */
    @Property(tries = 300)
    void rangesAreAlignedAndNeverOverlap(@ForAll @Size(max = 200) List<@IntRange(min = -8, max = 5) Integer> steps) {
        RangeAllocator allocator = new RangeAllocator(256, 4);
        BitSet taken = new BitSet();
        List<int[]> held = new ArrayList<>();
        for (int step : steps) {
            if (step < 0 && !held.isEmpty()) {
                int[] range = held.remove(-step % held.size());
                allocator.free(range[0], range[1]);
                taken.clear(range[0], range[0] + range[1]);
            } else if (step >= 0) {
                int length = 4 << step;
                OptionalInt base = allocator.allocate(length);
                assertEquals(aHoleExists(taken, length), base.isPresent());
                base.ifPresent(b -> {
                    assertEquals(0, b % length);
                    assertEquals(b + length, Math.min(taken.nextSetBit(b) < 0 ? 256 : taken.nextSetBit(b), b + length));
                    taken.set(b, b + length);
                    held.add(new int[] {b, length});
                });
            }
            assertEquals(taken.cardinality(), allocator.used());
        }
        held.forEach(range -> allocator.free(range[0], range[1]));
        assertEquals(OptionalInt.of(0), allocator.allocate(256), "all free ranges join again");
    }

    private static boolean aHoleExists(BitSet taken, int length) {
        for (int base = 0; base < 256; base += length) {
            int used = taken.nextSetBit(base);
            if (used < 0 || used >= base + length) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aCopyIsIndependent() {
        RangeAllocator one = new RangeAllocator(8, 4);
        RangeAllocator two = one.copy();
        assertTrue(one.allocate(8).isPresent());
        assertTrue(two.allocate(8).isPresent());
        assertFalse(two.allocate(4).isPresent());
    }

    @Test
    void refusesLengthsItCannotServe() {
        RangeAllocator allocator = new RangeAllocator(8, 4);
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(2));
        assertThrows(IllegalArgumentException.class, () -> allocator.allocate(6));
        assertThrows(IllegalStateException.class, () -> allocator.free(0, 4));
    }
}
