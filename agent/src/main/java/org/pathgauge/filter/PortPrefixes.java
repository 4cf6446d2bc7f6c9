package org.pathgauge.filter;

import java.util.ArrayList;
import java.util.List;
import org.pathgauge.model.FilterRule.Ports;

/** A range of ports as the fewest prefixes of 16 bits, because the kernel compares under masks. */
final class PortPrefixes {
    /** A port under a mask. */
    record Masked(int value, int mask) {}

    private PortPrefixes() {}

    /** At most thirty prefixes that together are just the range. */
    static List<Masked> of(Ports range) {
        List<Masked> prefixes = new ArrayList<>();
        int from = range.first();
        while (from <= range.last()) {
            int size = from == 0 ? 1 << 16 : Integer.lowestOneBit(from);
            while (from + size - 1 > range.last()) {
                size >>= 1;
            }
            prefixes.add(new Masked(from, 0x10000 - size & 0xffff));
            from += size;
        }
        return prefixes;
    }
}
