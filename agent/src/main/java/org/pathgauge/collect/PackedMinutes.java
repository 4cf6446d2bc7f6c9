package org.pathgauge.collect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Packed slots in one array, newest first, each behind its length in three octets, most significant first.
 *
 * <p>Fifteen arrays of their own would take a third more memory. An array is written once and never changed.
 */
final class PackedMinutes {
    static final byte[] NONE = {};

    private static final int LENGTH = 3;

    private PackedMinutes() {}

    /** The slots, and a newer one before them; what is beyond the limit is left out. */
    static byte[] push(byte[] minutes, byte[] newest, int limit) {
        int kept = 0;
        for (int i = 1; i < limit && kept < minutes.length; i++) {
            kept += LENGTH + length(minutes, kept);
        }
        byte[] all = new byte[LENGTH + newest.length + kept];
        put(all, 0, newest);
        System.arraycopy(minutes, 0, all, LENGTH + newest.length, kept);
        return all;
    }

    /** The slots whose numbers fit, newest first. */
    static List<byte[]> select(byte[] minutes, LongPredicate fits) {
        List<byte[]> found = new ArrayList<>();
        for (int at = 0; at < minutes.length; ) {
            int end = at + LENGTH + length(minutes, at);
            if (fits.test(PackedSlot.number(minutes, at + LENGTH))) {
                found.add(Arrays.copyOfRange(minutes, at + LENGTH, end));
            }
            at = end;
        }
        return found;
    }

    /** The number of the newest slot, of at least one. */
    static long newest(byte[] minutes) {
        return PackedSlot.number(minutes, LENGTH);
    }

    private static void put(byte[] all, int at, byte[] slot) {
        all[at] = (byte) (slot.length >>> 16);
        all[at + 1] = (byte) (slot.length >>> 8);
        all[at + 2] = (byte) slot.length;
        System.arraycopy(slot, 0, all, at + LENGTH, slot.length);
    }

    private static int length(byte[] all, int at) {
        return (all[at] & 0xff) << 16 | (all[at + 1] & 0xff) << 8 | all[at + 2] & 0xff;
    }
}
