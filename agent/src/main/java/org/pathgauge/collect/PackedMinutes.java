package org.pathgauge.collect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Packed slots, newest first, some in each array, every one behind its length in three octets, most significant first.
 *
 * <p>An array for each would take a third more memory. One array for all would be written anew every minute, of all
 * probes in the same second, while the snapshot before still holds the old ones. An array is written once and never
 * changed.
 */
final class PackedMinutes {
    static final byte[][] NONE = {};

    private static final int LENGTH = 3;

    /** Slots in an array. */
    private static final int TOGETHER = 5;

    private PackedMinutes() {}

    /** The slots, and a newer one before them; what is beyond the limit is left out. */
    static byte[][] push(byte[][] minutes, byte[] newest, int limit) {
        boolean joins = minutes.length > 0 && count(minutes[0]) < TOGETHER;
        byte[] older = joins ? minutes[0] : new byte[0];
        byte[] first = new byte[LENGTH + newest.length + older.length];
        put(first, newest);
        System.arraycopy(older, 0, first, LENGTH + newest.length, older.length);
        List<byte[]> all = new ArrayList<>(minutes.length + 1);
        all.add(first);
        all.addAll(Arrays.asList(minutes).subList(joins ? 1 : 0, minutes.length));
        return limited(all, limit);
    }

    private static byte[][] limited(List<byte[]> all, int limit) {
        int left = limit;
        int used = 0;
        for (; used < all.size() && left > 0; used++) {
            byte[] array = all.get(used);
            int end = 0;
            for (; end < array.length && left > 0; left--) {
                end += LENGTH + length(array, end);
            }
            if (end < array.length) {
                all.set(used, Arrays.copyOf(array, end));
            }
        }
        return all.subList(0, used).toArray(byte[][]::new);
    }

    /** The slots whose numbers fit, newest first. */
    static List<byte[]> select(byte[][] minutes, LongPredicate fits) {
        List<byte[]> found = new ArrayList<>();
        for (byte[] array : minutes) {
            for (int at = 0; at < array.length; ) {
                int end = at + LENGTH + length(array, at);
                if (fits.test(PackedSlot.number(array, at + LENGTH))) {
                    found.add(Arrays.copyOfRange(array, at + LENGTH, end));
                }
                at = end;
            }
        }
        return found;
    }

    /** Takes a packed slot where it is. */
    @FunctionalInterface
    interface Slots {
        /** The slot that begins at a place of an array. */
        void take(byte[] array, int from);
    }

    /** Shows all slots. */
    static void forEach(byte[][] minutes, Slots slots) {
        for (byte[] array : minutes) {
            for (int at = 0; at < array.length; at += LENGTH + length(array, at)) {
                slots.take(array, at + LENGTH);
            }
        }
    }

    /** The number of the newest slot, of at least one. */
    static long newest(byte[][] minutes) {
        return PackedSlot.number(minutes[0], LENGTH);
    }

    private static int count(byte[] array) {
        int count = 0;
        for (int at = 0; at < array.length; at += LENGTH + length(array, at)) {
            count++;
        }
        return count;
    }

    private static void put(byte[] array, byte[] slot) {
        array[0] = (byte) (slot.length >>> 16);
        array[1] = (byte) (slot.length >>> 8);
        array[2] = (byte) slot.length;
        System.arraycopy(slot, 0, array, LENGTH, slot.length);
    }

    private static int length(byte[] array, int at) {
        return (array[at] & 0xff) << 16 | (array[at + 1] & 0xff) << 8 | array[at + 2] & 0xff;
    }
}
